package dev.vedette.project;

import dev.vedette.bus.Announcement;

/** A project, its keys or its options have changed; cached views of it are stale. */
public record ProjectChanged(ProjectId project) implements Announcement {}
