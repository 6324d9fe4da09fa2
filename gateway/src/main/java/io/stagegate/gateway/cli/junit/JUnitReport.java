package io.stagegate.gateway.cli.junit;

import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A test report as JUnit and Surefire write theirs.
 *
 * @param suite what was tested
 * @param cases no two of one class are named alike
 */
public record JUnitReport(String suite, List<Case> cases) {
    public JUnitReport {
        cases = List.copyOf(cases);
    }

    /**
     * One case.
     *
     * @param of what stands for its class, such as a file
     * @param failure empty where it passed
     */
    public record Case(String of, String name, Optional<Failure> failure) {}

    /**
     * Why one failed.
     *
     * @param type what kind of failure it is; empty where there is but one
     * @param message in one line
     * @param text all there is to say
     */
    public record Failure(Optional<String> type, String message, String text) {}

    /** The report's XML. */
    public String xml() {
        var text = new StringWriter();
        try {
            write(XMLOutputFactory.newFactory().createXMLStreamWriter(text));
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text takes what is written", e);
        }
        return text + "\n";
    }

    private void write(XMLStreamWriter out) throws XMLStreamException {
        var failed = cases.stream().filter(c -> c.failure().isPresent()).count();
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("testsuites");
        out.writeStartElement("testsuite");
        out.writeAttribute("name", suite);
        out.writeAttribute("tests", Integer.toString(cases.size()));
        out.writeAttribute("failures", Long.toString(failed));
        for (var one : cases) {
            write(out, one);
        }
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndDocument();
    }

    private static void write(XMLStreamWriter out, Case one) throws XMLStreamException {
        out.writeStartElement("testcase");
        out.writeAttribute("classname", one.of());
        out.writeAttribute("name", one.name());
        if (one.failure().isPresent()) {
            var failure = one.failure().get();
            out.writeStartElement("failure");
            if (failure.type().isPresent()) {
                out.writeAttribute("type", failure.type().get());
            }
            out.writeAttribute("message", failure.message());
            out.writeCharacters(failure.text());
            out.writeEndElement();
        }
        out.writeEndElement();
    }
}
