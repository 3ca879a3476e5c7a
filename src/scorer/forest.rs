//! Boosted trees: from a row of features to a score.

/// Trees whose answers are added up.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// Nodes of all trees, each tree's root first.
    nodes: Vec<Node>,
    trees: Vec<Tree>,
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    /// Where its nodes begin.
    root: u32,
    /// How many there are.
    nodes: u32,
    /// So many questions lead to any of its answers.
    depth: u32,
}

/// A question: is a feature of the block, or of one of its neighbours, at most this? Or an answer, which leads to itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Where the number stands from the beginning of the block's row on; neighbours' rows stand before and behind it.
    pub column: i32,
    /// The greatest number that leads to the first of `next`. Of an answer, what it adds to the score.
    pub threshold: f32,
    /// The next nodes of the tree.
    pub next: [u16; 2],
}

/// So many blocks go through a tree side by side: each has to wait for memory at each step, and not all wait at once.
const LANES: usize = 16;

impl Forest {
    /// Adds a tree: questions before what they lead to, answers behind.
    pub fn push(&mut self, nodes: &[Node]) {
        let mut depths = vec![0u32; nodes.len()];
        for (at, node) in nodes.iter().enumerate() {
            for next in node.next.map(usize::from).into_iter().filter(|next| *next > at) {
                depths[next] = depths[at] + 1;
            }
        }
        let depth = depths.into_iter().max().unwrap_or(0);
        self.trees.push(Tree { root: self.nodes.len() as u32, nodes: nodes.len() as u32, depth });
        self.nodes.extend_from_slice(nodes);
    }

    /// Adds to each score what the trees say of the row that begins at its place in `rows`.
    fn add_scores(&self, values: &[f32], rows: &[usize], scores: &mut [f32]) {
        for (rows, scores) in rows.chunks(LANES).zip(scores.chunks_mut(LANES)) {
            let last = scores.len() - 1;
            // What is left over of the last chunk's lanes does the last row again.
            let rows: [usize; LANES] = std::array::from_fn(|lane| rows[lane.min(last)]);
            for tree in &self.trees {
                let nodes = &self.nodes[tree.root as usize..][..tree.nodes as usize];
                let mut at = [0u16; LANES];
                for _ in 0..tree.depth {
                    for (at, row) in at.iter_mut().zip(rows) {
                        let node = &nodes[usize::from(*at)];
                        let value = values[row.wrapping_add_signed(node.column as isize)];
                        *at = node.next[usize::from(value > node.threshold)];
                    }
                }
                for (score, at) in scores.iter_mut().zip(at) {
                    *score += nodes[usize::from(at)].threshold;
                }
            }
        }
    }

    /// What the trees say of the rows that begin at these places, as probabilities.
    #[must_use]
    pub fn scores(&self, values: &[f32], rows: &[usize]) -> Vec<f32> {
        let mut scores = vec![0.0; rows.len()];
        self.add_scores(values, rows, &mut scores);
        scores.iter_mut().for_each(|score| *score = sigmoid(*score));
        scores
    }

    /// True if there are no trees.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }
}

/// A score as a probability.
fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
