//! Boosted trees: from a row of features to a score.

/// Trees whose answers are added up.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// Nodes of all trees, each tree's root first.
    nodes: Vec<Node>,
    /// Where each tree's nodes and leaves begin.
    trees: Vec<(u32, u32)>,
    /// Answers of all trees.
    leaves: Vec<f32>,
}

/// A question: is a feature of the block, or of one of its neighbours, at most this?
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Where the number stands from the beginning of the block's row on; neighbours' rows stand before and behind it.
    pub column: i32,
    /// The greatest number that leads to the left.
    pub threshold: f32,
    /// The next node of the tree, or, below 0, `!leaf`.
    pub left: i16,
    /// The same for greater numbers.
    pub right: i16,
}

impl Forest {
    /// Adds a tree. A tree of a single leaf has no nodes.
    pub fn push(&mut self, nodes: &[Node], leaves: &[f32]) {
        self.trees.push((self.nodes.len() as u32, self.leaves.len() as u32));
        if nodes.is_empty() {
            self.nodes.push(Node { column: 0, threshold: f32::MAX, left: !0, right: !0 });
        }
        self.nodes.extend_from_slice(nodes);
        self.leaves.extend_from_slice(leaves);
    }

    /// Adds to each score what the trees say of the row that begins at its place times `width`, from `first` on.
    pub fn add_scores(&self, values: &[f32], first: usize, width: usize, scores: &mut [f32]) {
        for &(root, leaf) in &self.trees {
            let nodes = &self.nodes[root as usize..];
            let leaves = &self.leaves[leaf as usize..];
            for (at, score) in scores.iter_mut().enumerate() {
                let row = first + at * width;
                let mut next = 0i16;
                while next >= 0 {
                    let node = &nodes[next as usize];
                    let value = values[row.wrapping_add_signed(node.column as isize)];
                    next = if value <= node.threshold { node.left } else { node.right };
                }
                *score += leaves[!next as usize];
            }
        }
    }

    /// True if there are no trees.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }
}

/// A score as a probability.
#[must_use]
pub fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
