package io.stagegate.gateway.cli.findings;

import io.stagegate.rules.Diagnostic;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A test report as JUnit's and Surefire's: a case for each file that nothing is wrong with, and one that failed for each finding. */
final class JUnit {
    private final XMLStreamWriter out;
    private final Findings findings;

    private JUnit(XMLStreamWriter out, Findings findings) {
        this.out = out;
        this.findings = findings;
    }

    static String of(Findings findings) {
        var text = new StringWriter();
        try {
            new JUnit(XMLOutputFactory.newFactory().createXMLStreamWriter(text), findings).write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text takes what is written", e);
        }
        return text + "\n";
    }

    private void write() throws XMLStreamException {
        var clean = findings.files().stream().filter(f -> found(f).isEmpty()).toList();
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("testsuites");
        out.writeStartElement("testsuite");
        out.writeAttribute("name", "policy check " + findings.directory());
        out.writeAttribute(
                "tests", Integer.toString(clean.size() + findings.diagnostics().size()));
        out.writeAttribute("failures", Integer.toString(findings.diagnostics().size()));
        for (var file : clean) {
            begin(file, "nothing is wrong");
            out.writeEndElement();
        }
        for (var diagnostic : findings.diagnostics()) {
            failed(diagnostic);
        }
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndDocument();
    }

    private List<Diagnostic> found(String file) {
        return findings.diagnostics().stream()
                .filter(d -> d.file().equals(file))
                .toList();
    }

    private void begin(String file, String name) throws XMLStreamException {
        out.writeStartElement("testcase");
        out.writeAttribute("classname", file);
        out.writeAttribute("name", name);
    }

    /** The place is part of the name, so that no two are named alike. */
    private void failed(Diagnostic d) throws XMLStreamException {
        begin(d.file(), d.line() + ":" + d.column() + " " + d.mistake().word());
        out.writeStartElement("failure");
        out.writeAttribute("type", d.mistake().word());
        out.writeAttribute("message", d.message());
        out.writeCharacters(findings.path(d) + ":" + d.line() + ":" + d.column() + ": " + d.message() + "\n"
                + findings.line(d) + "\nsee " + d.mistake().page());
        out.writeEndElement();
        out.writeEndElement();
    }
}
