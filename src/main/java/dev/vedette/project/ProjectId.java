package dev.vedette.project;

/** Number of a project, unique over all organizations. */
public record ProjectId(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
