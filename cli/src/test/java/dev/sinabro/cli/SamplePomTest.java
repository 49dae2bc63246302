package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The pom.xml of the README for a project of one's own names the versions that this one is built and tested with. */
class SamplePomTest {
  private static Document document(InputStream xml) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
  }

  private static Document sample() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    String xml = readme.substring(readme.indexOf("```xml") + 6);
    return document(new ByteArrayInputStream(xml.substring(0, xml.indexOf("```")).strip()
        .getBytes(StandardCharsets.UTF_8)));
  }

  private static Document parent() throws Exception {
    try (InputStream file = Files.newInputStream(Path.of("../pom.xml"))) {
      return document(file);
    }
  }

  private static List<Element> all(Document document, String tag) {
    var nodes = document.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static String text(Element element, String tag) {
    var nodes = element.getElementsByTagName(tag);
    return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent().strip();
  }

  private static String property(Document document, String name) {
    return all(document, name).getFirst().getTextContent().strip();
  }

  @Test
  void versionsAreThoseOfTheBuild() throws Exception {
    Document sample = sample();
    Document parent = parent();
    for (Element plugin : all(sample, "plugin")) {
      String name = text(plugin, "artifactId");
      assertTrue(all(parent, "plugin").stream().anyMatch(own -> text(own, "artifactId").equals(name)
          && text(own, "version").equals(text(plugin, "version"))), name);
    }
    assertEquals(text(parent.getDocumentElement(), "version"), property(sample, "sinabro.version"));
    assertEquals(property(parent, "java.version"), property(sample, "maven.compiler.release"));
    assertTrue(all(sample, "dependency").stream().anyMatch(
        dependency -> text(dependency, "version").equals(property(parent, "junit.version"))));
    for (Element dependency : all(sample, "dependency")) {
      String name = text(dependency, "artifactId");
      assertTrue(!name.startsWith("sinabro-") || Files.isDirectory(Path.of("..", name.substring("sinabro-".length()))),
          name);
    }
  }
}
