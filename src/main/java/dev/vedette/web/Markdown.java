package dev.vedette.web;

import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Comments as people write them: emphasis, code, lists, quotes and links. HTML in them is shown as
 * text, links lead to web and mail addresses only, images become links, since nothing is loaded
 * from elsewhere, and headings stay text, since they would stand above those of the page.
 */
public final class Markdown {

  private static final Parser PARSER =
      Parser.builder()
          .enabledBlockTypes(Set.of(BlockQuote.class, FencedCodeBlock.class, ListBlock.class))
          .build();

  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .escapeHtml(true)
          .sanitizeUrls(true)
          .urlSanitizer(new DefaultUrlSanitizer(Set.of("http", "https", "mailto")))
          .softbreak("<br>\n")
          .attributeProviderFactory(context ->
              (node, tag, attributes) -> {
                if (node instanceof Link) {
                  attributes.put("rel", "noopener noreferrer nofollow");
                }
              })
          .build();

  private Markdown() {}

  /** The text as HTML that is safe to be shown. */
  public static String html(String text) {
    Node document = PARSER.parse(text);
    document.accept(new ImagesToLinks());
    return RENDERER.render(document);
  }

  private static final class ImagesToLinks extends AbstractVisitor {

    @Override
    public void visit(Image image) {
      visitChildren(image);
      Link link = new Link(image.getDestination(), image.getTitle());
      Node child = image.getFirstChild();
      while (child != null) {
        Node next = child.getNext();
        link.appendChild(child);
        child = next;
      }
      image.insertAfter(link);
      image.unlink();
    }
  }
}
