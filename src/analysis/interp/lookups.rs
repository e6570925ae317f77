//! Files hand on what other files export: in circles, and by more ways than anybody could follow. Each name of each file is looked
//! for once.

use foldhash::{HashMap, HashMapExt};

use crate::analysis::program::FileId;
use crate::ir::Text;

/// Files that a name is handed through, at most.
const DEEPEST: usize = 40;

/// What has been found since the outermost lookup began.
pub(super) struct Lookups<T> {
    /// `None` for what is not there, and for what is still being looked for.
    found: HashMap<(FileId, Text), Option<T>>,
    depth: usize,
    /// A lookup went too deep since this was last asked for.
    is_cut: bool,
}

impl<T> Default for Lookups<T> {
    fn default() -> Self {
        Lookups {
            found: HashMap::new(),
            depth: 0,
            is_cut: false,
        }
    }
}

impl<T: Clone> Lookups<T> {
    /// Begins to look for a name that a file exports.
    ///
    /// # Errors
    /// There is nothing to look for: what was found before, or nothing if the lookup leads back to itself.
    pub fn begin(&mut self, asked: &(FileId, Text)) -> Result<(), Option<T>> {
        if let Some(known) = self.found.get(asked) {
            return Err(known.clone());
        }
        if self.depth >= DEEPEST {
            self.is_cut = true;
            return Err(None);
        }
        self.found.insert(asked.clone(), None);
        self.depth += 1;
        Ok(())
    }

    /// Whether a lookup went too deep; said once.
    pub fn was_cut(&mut self) -> bool {
        std::mem::take(&mut self.is_cut)
    }

    /// Ends a lookup that was begun.
    pub fn end(&mut self, asked: (FileId, Text), found: &Option<T>) {
        self.depth = self.depth.saturating_sub(1);
        match self.depth {
            0 => self.found.clear(),
            _ => drop(self.found.insert(asked, found.clone())),
        }
    }
}
