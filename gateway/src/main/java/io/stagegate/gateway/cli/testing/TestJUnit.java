package io.stagegate.gateway.cli.testing;

import io.stagegate.rules.cases.Result;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A run of a set's tests as JUnit and Surefire report theirs. */
final class TestJUnit {
    private final XMLStreamWriter out;
    private final TestReport report;

    private TestJUnit(XMLStreamWriter out, TestReport report) {
        this.out = out;
        this.report = report;
    }

    static String of(TestReport report) {
        var text = new StringWriter();
        try {
            new TestJUnit(XMLOutputFactory.newFactory().createXMLStreamWriter(text), report).write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text takes what is written", e);
        }
        return text + "\n";
    }

    private void write() throws XMLStreamException {
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("testsuites");
        out.writeStartElement("testsuite");
        out.writeAttribute("name", "policy test " + report.directory());
        var more = report.shortfall().isPresent() ? 1 : 0;
        out.writeAttribute("tests", Integer.toString(report.results().size() + more));
        out.writeAttribute("failures", Long.toString(report.failed() + more));
        for (var result : report.results()) {
            one(result);
        }
        if (report.shortfall().isPresent()) {
            failed(
                    "coverage",
                    "coverage",
                    report.shortfall().get(),
                    report.shortfall().get());
        }
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndDocument();
    }

    private void one(Result result) throws XMLStreamException {
        if (result.passed()) {
            begin(result.test().file(), result.test().name());
            out.writeEndElement();
        } else {
            failed(
                    result.test().file(),
                    result.test().name(),
                    result.differences().getFirst().lines().findFirst().orElse(""),
                    report.place(result) + "\n" + TestForm.differences(result));
        }
    }

    private void begin(String file, String name) throws XMLStreamException {
        out.writeStartElement("testcase");
        out.writeAttribute("classname", file);
        out.writeAttribute("name", name);
    }

    private void failed(String file, String name, String message, String text) throws XMLStreamException {
        begin(file, name);
        out.writeStartElement("failure");
        out.writeAttribute("message", message);
        out.writeCharacters(text);
        out.writeEndElement();
        out.writeEndElement();
    }
}
