package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sources whose CSP reports are noise: browser extensions and injected scripts (spec 01 §22.2). */
final class CspSources {

  private static final List<String> DEFAULTS =
      List.of(
          "about",
          "ms-browser-extension",
          "data:text/html,chromewebdata",
          "chrome://*",
          "chrome-extension://*",
          "chromeinvokeimmediate://*",
          "chromenull://*",
          "safari-extension://*",
          "safari-web-extension://*",
          "mxaddon-pkg://*",
          "jar://*",
          "webviewprogressproxy://*",
          "ms-browser-extension://*",
          "tmtbff://*",
          "mbinit://*",
          "symres://*",
          "resource://*",
          "moz-extension://*",
          "*.metrext.com",
          "static.image2play.com",
          "*.tlscdn.com",
          "73a5b0806e464be8bd4e694c744624f0.com",
          "020dfefc4ac745dab7594f2f771c1ded.com",
          "*.superfish.com",
          "addons.mozilla.org",
          "v.zilionfast.in",
          "widgets.amung.us",
          "xls.searchfun.in",
          "istatic.datafastguru.info",
          "localhost",
          "resultshub-a.akamaihd.net",
          "pulseadnetwork.com",
          "gateway.zscalertwo.net",
          "www.passpack.com",
          "middlerush-a.akamaihd.net",
          "www.websmartcenter.com",
          "a.linkluster.com",
          "saveyoutime.ru",
          "cdncache-a.akamaihd.net",
          "x.rafomedia.com",
          "savingsslider-a.akamaihd.net",
          "injections.adguard.com",
          "icontent.us",
          "amiok.org",
          "connectionstrenth.com",
          "siteheart.net",
          "netanalitics.space",
          "printapplink.com",
          "godlinkapp.com",
          "devappstor.com",
          "hoholikik.club",
          "smartlink.cool",
          "promfflinkdev.com");

  private final List<String> entries = new ArrayList<>();

  CspSources(boolean defaults, List<String> own) {
    if (defaults) {
      entries.addAll(DEFAULTS);
    }
    own.forEach(entry -> entries.add(entry.toLowerCase(Locale.ROOT)));
  }

  boolean isIgnored(Json.Obj csp) {
    for (String field : List.of("blocked_uri", "source_file")) {
      String uri = SecurityReports.text(csp, field).toLowerCase(Locale.ROOT);
      if (!uri.isEmpty() && entries.stream().anyMatch(entry -> matches(entry, uri))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String entry, String uri) {
    int entryScheme = entry.indexOf("://");
    if (entryScheme < 0 && (uri.equals(entry) || uri.startsWith(entry + ":"))) {
      return true;
    }
    int scheme = uri.indexOf("://");
    if (scheme < 0) {
      return uri.equals(entry);
    }
    if (entryScheme >= 0 && !uri.substring(0, scheme).equals(entry.substring(0, entryScheme))) {
      return false;
    }
    String wanted = entryScheme < 0 ? entry : entry.substring(entryScheme + 3);
    String authority = uri.substring(scheme + 3).split("[/?#]", 2)[0];
    String[] wantedParts = wanted.split(":", 2);
    String[] parts = authority.split(":", 2);
    boolean anyPort = wantedParts.length == 1 || wantedParts[1].equals("*");
    boolean port = anyPort || (parts.length == 2 && parts[1].equals(wantedParts[1]));
    return port && host(wantedParts[0], parts[0]);
  }

  private static boolean host(String wanted, String host) {
    if (wanted.equals("*")) {
      return true;
    }
    if (wanted.startsWith("*.")) {
      String domain = wanted.substring(2);
      return host.equals(domain) || host.endsWith("." + domain);
    }
    return host.equals(wanted);
  }
}
