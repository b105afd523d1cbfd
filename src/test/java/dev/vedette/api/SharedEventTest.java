package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.issue.FindEvent;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What everybody may read tells nothing of a person, whatever kind of event it is. */
class SharedEventTest {

  private static String shared(String event) {
    FindEvent.File dump =
        new FindEvent.File(
            1, "event.minidump", "jo.dmp", "application/x-dmp", 9, "0".repeat(40), Instant.EPOCH);
    FindEvent.Report report = new FindEvent.Report(1, "Jo", "jo@x.org", "help", Instant.EPOCH);
    return SharedEvent.of(
            new FindEvent.Found(
                JsonText.parseTrustedObject(event.replace('\'', '"')),
                "a".repeat(32),
                new ProjectId(1),
                1L,
                10,
                Instant.EPOCH,
                null,
                null,
                List.of(dump),
                report,
                null))
        .text();
  }

  @Test
  void feedbackNamesNobody() {
    assertThat(
            shared(
                """
                {'type':'feedback','title':'User Feedback','metadata':{'title':'User Feedback',
                 'contact_email':'jo@x.org','name':'Jo','message':'call jo'},
                 'occurrence':{'evidence_data':{'contact_email':'jo@x.org'}}}\
                """))
        .contains("User Feedback")
        .doesNotContain("jo@x.org", "Jo", "call jo", "jo.dmp", "help");
  }

  @Test
  void securityReportsNameNoPage() {
    assertThat(
            shared(
                """
                {'type':'csp','title':'Blocked image','csp':{'document_uri':'https://x.org/jo',
                 'referrer':'https://x.org/jo'},'request':{'url':'https://x.org/jo'}}\
                """))
        .contains("Blocked image")
        .doesNotContain("https://x.org/jo");
  }

  @Test
  void remarksDoNotTellWhatIsLeftOut() {
    assertThat(
            shared(
                """
                {'exception':{'values':[{'type':'E','stacktrace':{'frames':[{'function':'f',
                 'vars':{'pin':'[Filtered]'}}]}}]},
                 '_meta':{'exception':{'values':{'0':{'stacktrace':{'frames':{'0':{
                   'vars':{'pin':{'':{'rem':[['@password:filter','s',0,10]],'val':'4711'}}}}}}}}},
                 'user':{'email':{'':{'val':'jo@x.org'}}}}}\
                """))
        .contains("\"function\":\"f\"")
        .doesNotContain("@password", "4711", "jo@x.org", "\"pin\"");
  }
}
