//! The way through a page's tree, without recursion: how deep it is, is the page's choice.

use ego_tree::NodeRef;
use scraper::Node;

/// What is done on the way.
pub trait Visit<'a> {
    /// Comes to a node; true if it is to be entered.
    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool;

    /// Leaves a node that was entered, behind its last child.
    fn leave(&mut self, node: NodeRef<'a, Node>);
}

/// Goes through a tree in the order of the page.
pub fn walk<'a>(root: NodeRef<'a, Node>, visitor: &mut impl Visit<'a>) {
    let mut node = root;
    loop {
        if visitor.enter(node) {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            visitor.leave(node);
        }
        loop {
            if node.id() == root.id() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            visitor.leave(parent);
            node = parent;
        }
    }
}
