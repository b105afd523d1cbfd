package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import org.junit.jupiter.api.Test;

/** Frames and remarks in the API's form of an event (spec 02 §26.3, §26.4). */
class EventFormTest {

  private static Json.Obj json(String text) throws Exception {
    return (Json.Obj) JsonText.parse(text.replace('\'', '"'));
  }

  private static Json meta(String event) throws Exception {
    Json.Obj parsed = json(event);
    return EventMeta.of(parsed, EventEntries.of(parsed));
  }

  @Test
  void aMarkedTextIsSpeltOutWhereTheApiHasIt() throws Exception {
    Json meta =
        meta(
            """
            {'logentry':{'formatted':'card [Filtered] ok'},
             '_meta':{'logentry':{'formatted':{'':{'rem':[['@creditcard:filter','s',5,15]]}}}}}\
            """);
    String chunks =
        """
        {'':{'rem':[['@creditcard:filter','s',5,15]],'chunks':[{'text':'card ','type':'text'},\
        {'text':'[Filtered]','rule_id':'@creditcard:filter','remark':'s','type':'redaction'},\
        {'text':' ok','type':'text'}]}}\
        """;
    assertThat(((Json.Obj) meta).get("message")).isEqualTo(json(chunks));
    assertThat(((Json.Obj) meta).object("entries").object("0").object("data").get("formatted"))
        .isEqualTo(json(chunks));
  }

  @Test
  void placesAreThoseOfTheApi() throws Exception {
    String event =
        """
        {'exception':{'values':[null,{'type':'E','stacktrace':{'frames':[
           {'lineno':3,'pre_context':['a'],'context_line':'b','post_context':['c'],'vars':{'abs_path':'[Filtered]'}}]}}]},
         'tags':[['z','1'],['b','2']],
         '_meta':{'exception':{'values':{'1':{'stacktrace':{'frames':{'0':{
           'post_context':{'0':{'':{'len':9}}},'abs_path':{'':{'err':['invalid_data']}},
           'vars':{'abs_path':{'':{'rem':[['@password:filter','s',0,10]]}}}}}}}}},
         'tags':{'1':{'1':{'':{'len':300}}}},'user':{}}}\
        """;
    Json.Obj meta = (Json.Obj) meta(event);
    Json.Obj frame =
        meta.object("entries")
            .object("0")
            .object("data")
            .object("values")
            .object("0")
            .object("stacktrace")
            .object("frames")
            .object("0");
    assertThat(frame.get("context")).isEqualTo(json("{'2':{'1':{'':{'len':9}}}}"));
    assertThat(frame.get("absPath")).isEqualTo(json("{'':{'err':['invalid_data']}}"));
    assertThat(frame.object("vars").object("abs_path").object("").array("chunks").size())
        .isEqualTo(1);
    assertThat(meta.get("tags")).isEqualTo(json("{'0':{'value':{'':{'len':300}}}}"));
    assertThat(meta.get("user")).isEqualTo(Json.NULL);
    assertThat(meta.get("contexts")).isEqualTo(Json.NULL);
  }

  @Test
  void framesTellOfTheirSourceMap() throws Exception {
    Json.Obj trace =
        json(
            """
            {'frames':[{'lineno':7,'source_link':'https://raw.githubusercontent.com/o/r/main/a/b.cs',
             'data':{'sourcemap':'https://cdn.example/app.js.map','orig_lineno':1,'symbolicator_status':'symbolicated'}}]}\
            """);
    Json.Obj frame = (Json.Obj) EventFrames.of(trace).get(0);
    assertThat(frame.string("sourceLink"))
        .isEqualTo("https://www.github.com/o/r/blob/main/a/b.cs#L7");
    assertThat(frame.string("map")).isEqualTo("app.js.map");
    assertThat(frame.string("mapUrl")).isEqualTo("https://cdn.example/app.js.map");
    assertThat(frame.get("origLineNo")).isEqualTo(Json.of(1));
    assertThat(frame.string("origFunction")).isEqualTo("?");
    assertThat(frame.string("symbolicatorStatus")).isEqualTo("symbolicated");
  }

  @Test
  void aTemplateIsAnEntryBelowTheBreadcrumbs() throws Exception {
    Json.Arr entries =
        EventEntries.of(
            json(
                """
                {'template':{'filename':'cart.html','lineno':2,'pre_context':['a'],'context_line':'b'},
                 'breadcrumbs':{'values':[{'message':'x'}]},'request':{'method':'GET'}}\
                """));
    assertThat(entries.items())
        .extracting(entry -> ((Json.Obj) entry).string("type"))
        .containsExactly("breadcrumbs", "template", "request");
    assertThat(((Json.Obj) entries.get(1)).get("data"))
        .isEqualTo(json("{'lineNo':2,'filename':'cart.html','context':[[1,'a'],[2,'b']]}"));
  }
}
