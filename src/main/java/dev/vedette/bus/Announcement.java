package dev.vedette.bus;

/** A message to all who listen, without an answer. Nothing durable may rest on it. */
public interface Announcement {}
