//! Rows of numbers, and the one list of names that they follow.

/// Rows of features, with [`PADDING`] rows of -1 before the first and behind the last, which stand for the neighbours there are not.
#[derive(Debug)]
pub struct Features {
    /// Row after row.
    pub values: Vec<f32>,
    /// How many blocks or lines the rows are of.
    pub blocks: usize,
}

/// How far a model may look to each side.
pub const PADDING: usize = 6;

/// From a list of names: `NAMES`, and a `Row` with a field for each.
macro_rules! features {
    ($($name:ident),* $(,)?) => {
        /// The names of the features, in the order of a row.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// A row while it is being filled.
        #[derive(Clone, Copy, Debug, Default)]
        struct Row { $($name: f32),* }

        impl Row {
            const fn into_array(self) -> [f32; NAMES.len()] {
                [$(self.$name),*]
            }
        }
    };
}

pub(super) use features;
