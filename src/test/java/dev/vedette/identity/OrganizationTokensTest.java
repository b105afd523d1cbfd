package dev.vedette.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The vectors of spec 11 §26.1. */
class OrganizationTokensTest {

  private static final String TOKEN =
      "sntrys_eyJpYXQiOjE3NjAwMDAwMDAuMTIzNDU2LCJ1cmwiOiJodHRwczovL3ZlZGV0dGUuZXhhbXBsZS50ZXN0IiwicmVnaW9uX3VybCI6Imh0dHBzOi8vdmVkZXR0ZS5l"
          + "eGFtcGxlLnRlc3QiLCJvcmciOiJhY21lIn0=_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void theTextIsAsClientsReadIt() {
    byte[] secret = new byte[32];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) i;
    }
    Instant issued = Instant.parse("2025-10-09T08:53:20.123456Z");
    assertThat(OrganizationTokens.text(issued, "https://vedette.example.test", "acme", secret))
        .isEqualTo(TOKEN);
  }

  @Test
  void onlyWholeTokensAreTokens() {
    assertThat(OrganizationTokens.isToken(TOKEN)).isTrue();
    assertThat(OrganizationTokens.isToken(TOKEN + "_")).isFalse();
    assertThat(OrganizationTokens.isToken("sntrys_e30=_abc")).isFalse();
    assertThat(OrganizationTokens.isToken("sntrys_%%%_abc")).isFalse();
    assertThat(OrganizationTokens.isToken("sntryu_" + "0".repeat(64))).isFalse();
  }
}
