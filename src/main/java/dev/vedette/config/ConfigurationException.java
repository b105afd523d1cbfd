package dev.vedette.config;

import java.util.List;

/** A configuration that cannot be used; one sentence per finding, each naming its setting. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> findings;

  /** Reports the findings, of which there is at least one. */
  public ConfigurationException(List<String> findings) {
    super(String.join("\n", findings));
    this.findings = List.copyOf(findings);
  }

  /** The findings, one sentence each. */
  public List<String> findings() {
    return findings;
  }
}
