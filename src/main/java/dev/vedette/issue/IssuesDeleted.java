package dev.vedette.issue;

import dev.vedette.bus.Announcement;
import java.util.List;

/** Issues have been deleted; their hashes point nowhere. */
public record IssuesDeleted(List<Long> issues) implements Announcement {}
