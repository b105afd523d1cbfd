package dev.vedette.grouping;

/** What a strategy has made of an event for one variant. */
record Variant(String name, Component component) {}
