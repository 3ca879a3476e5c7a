//! The receiver of the tree: scraper's, which also counts what it is asked to do.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

use super::gate::MAX_ATTRIBUTES;

/// What names a node in scraper's tree.
type NodeId = <HtmlTreeSink as TreeSink>::Handle;

/// A node as the tree builder holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle {
    id: NodeId,
    /// Where the node's depth stands in `Sink::depths`.
    place: u32,
}

/// The place of nodes that are not put into the tree: comments, which nobody reads.
const NOWHERE: u32 = u32::MAX;

/// Builds an `Html` and keeps the figures which the limits go by.
#[derive(Debug)]
pub(super) struct Sink {
    tree: HtmlTreeSink,
    /// How deep each element lies; the document itself is first, at 0. An element that is moved keeps the depth it had:
    /// the standard never moves one further down.
    depths: RefCell<Vec<u32>>,
    /// The element whose name was asked for last.
    named: Cell<Handle>,
    /// Attributes of all elements made.
    attributes: Cell<usize>,
    /// Attributes put on an element after it was made.
    late_attributes: Cell<usize>,
    /// Elements looked at by the tree builder.
    looks: Cell<u64>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let html = Html::new_document();
        let document = Handle { id: html.tree.root().id(), place: 0 };
        Self {
            tree: HtmlTreeSink::new(html),
            depths: RefCell::new(vec![0]),
            named: Cell::new(document),
            attributes: Cell::new(0),
            late_attributes: Cell::new(0),
            looks: Cell::new(0),
        }
    }

    /// The depth of the element whose name was asked for last.
    pub(super) fn depth_of_named(&self) -> u32 {
        self.depth(self.named.get())
    }

    /// Nodes in and outside the tree.
    pub(super) fn nodes(&self) -> usize {
        self.tree.0.borrow().tree.nodes().len()
    }

    /// Attributes of all elements made.
    pub(super) fn attributes(&self) -> usize {
        self.attributes.get()
    }

    /// How many elements the tree builder looked at, which is where its time goes.
    pub(super) fn looks(&self) -> u64 {
        self.looks.get()
    }

    fn depth(&self, node: Handle) -> u32 {
        self.depths.borrow()[node.place as usize]
    }

    fn set_depth(&self, node: Handle, depth: u32) {
        self.depths.borrow_mut()[node.place as usize] = depth;
    }

    fn count_look(&self) {
        self.looks.set(self.looks.get() + 1);
    }
}

/// What scraper's receiver takes: ids instead of handles.
fn plain(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
    match child {
        NodeOrText::AppendNode(node) => NodeOrText::AppendNode(node.id),
        NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
    }
}

impl TreeSink for Sink {
    type Output = Html;
    type Handle = Handle;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.tree.finish()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn get_document(&self) -> Handle {
        Handle { id: self.tree.get_document(), place: 0 }
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        self.count_look();
        one.id == other.id
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.count_look();
        self.named.set(*target);
        self.tree.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.attributes.set(self.attributes.get() + attributes.len());
        let mut depths = self.depths.borrow_mut();
        let place = u32::try_from(depths.len()).unwrap_or(NOWHERE);
        depths.push(0);
        Handle { id: self.tree.create_element(name, attributes, flags), place }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        Handle { id: self.tree.get_document(), place: NOWHERE }
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = child {
            if node.place == NOWHERE {
                return;
            }
            self.set_depth(node, self.depth(*parent) + 1);
        }
        self.tree.append(&parent.id, plain(child));
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = child {
            if node.place == NOWHERE {
                return;
            }
            self.set_depth(node, self.depth(*sibling));
        }
        self.tree.append_before_sibling(&sibling.id, plain(child));
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.0.borrow().tree.get(element.id).is_some_and(|node| node.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, mut attributes: Vec<Attribute>) {
        attributes.truncate(MAX_ATTRIBUTES.saturating_sub(self.late_attributes.get()));
        self.late_attributes.set(self.late_attributes.get() + attributes.len());
        self.tree.add_attrs_if_missing(&target.id, attributes);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { id: self.tree.get_template_contents(&target.id), place: target.place }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.reparent_children(&node.id, &new_parent.id);
    }
}
