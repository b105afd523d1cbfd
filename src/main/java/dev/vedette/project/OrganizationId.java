package dev.vedette.project;

/** Number of an organization. */
public record OrganizationId(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
