//! A page's elements as they are while a selector is matched with them: with a bound on the steps.

use std::cell::Cell;

use html5ever::{LocalName, Namespace, local_name};
use scraper::ElementRef;
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, PseudoElement, Simple};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::matching::{ElementSelectorFlags, MatchingContext};
use selectors::{Element, OpaqueElement};

/// Bytes of an attribute that are compared in the time of a step from element to element, or little more.
const BYTES_A_STEP: usize = 16;

/// Attributes that are passed over in that time.
const ATTRIBUTES_A_STEP: usize = 8;

/// An element. With no steps left no element has any neighbour, so that the search ends; what it found then means nothing.
#[derive(Clone, Debug)]
pub(super) struct Counted<'a> {
    element: ElementRef<'a>,
    left: &'a Cell<u64>,
}

impl<'a> Counted<'a> {
    /// An element, at the cost of a step; none if none is left.
    pub(super) fn new(element: ElementRef<'a>, left: &'a Cell<u64>) -> Option<Self> {
        let is_left = left.get() > 0;
        left.set(left.get().saturating_sub(1));
        is_left.then_some(Self { element, left })
    }

    fn step(&self, to: Option<ElementRef<'a>>) -> Option<Self> {
        Self::new(to?, self.left)
    }

    /// Pays for a look at an attribute.
    fn pay(&self, name: &LocalName) {
        let attributes = &self.element.value().attrs;
        let bytes: usize = attributes.iter().filter(|(key, _)| key.local == *name).map(|(_, value)| value.len()).sum();
        let steps = bytes / BYTES_A_STEP + attributes.len() / ATTRIBUTES_A_STEP;
        self.left.set(self.left.get().saturating_sub(steps as u64));
    }
}

impl Element for Counted<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        self.element.opaque()
    }

    fn parent_element(&self) -> Option<Self> {
        self.step(self.element.parent_element())
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.step(self.element.prev_sibling_element())
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.step(self.element.next_sibling_element())
    }

    fn first_element_child(&self) -> Option<Self> {
        self.step(self.element.first_element_child())
    }

    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        self.pay(&local_name!("id"));
        self.element.has_id(id, case)
    }

    fn has_class(&self, name: &CssLocalName, case: CaseSensitivity) -> bool {
        self.pay(&local_name!("class"));
        self.element.has_class(name, case)
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        self.pay(&name.0);
        self.element.attr_matches(namespace, name, operation)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.element.is_same_type(&other.element)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.element.is_html_element_in_html_document()
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.element.has_local_name(name)
    }

    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.element.has_namespace(namespace)
    }

    fn is_empty(&self) -> bool {
        self.element.is_empty()
    }

    fn is_root(&self) -> bool {
        self.element.is_root()
    }

    fn is_link(&self) -> bool {
        self.element.is_link()
    }

    // What follows is asked of documents on a screen alone.

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn is_part(&self, _: &CssLocalName) -> bool {
        false
    }

    fn imported_part(&self, _: &CssLocalName) -> Option<CssLocalName> {
        None
    }

    fn has_custom_state(&self, _: &CssLocalName) -> bool {
        false
    }

    fn match_non_ts_pseudo_class(&self, class: &NonTSPseudoClass, _: &mut MatchingContext<'_, Simple>) -> bool {
        match *class {}
    }

    fn match_pseudo_element(&self, element: &PseudoElement, _: &mut MatchingContext<'_, Simple>) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
