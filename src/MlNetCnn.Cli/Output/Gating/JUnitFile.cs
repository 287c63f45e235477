using System.Globalization;
using System.Text;
using System.Xml;

namespace MlNetCnn.Cli;

/// <summary>
/// The result of an evaluation as JUnit XML, which build servers show as tests: a case for the images, one for each overall gate, and one for each
/// class with its metrics. A class without measured images is skipped.
/// </summary>
internal static class JUnitFile
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="outcome">The result.</param>
    public static void Write(string path, GateOutcome outcome) => AtomicFile.WriteText(path, writer =>
    {
        using (var xml = XmlWriter.Create(writer, Settings))
        {
            Write(xml, outcome);
        }

        writer.Write('\n');
    });

    private static void Write(XmlWriter xml, GateOutcome outcome)
    {
        var report = outcome.Report;
        var overall = outcome.Thresholds.Overall(report);
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Text($"{ConsoleTool.ToolName} evaluate {outcome.ModelName}"));
        xml.WriteAttributeString("tests", Number(1 + overall.Count + report.PerClass.Count));
        xml.WriteAttributeString("failures", Number(outcome.Missed.Count));
        xml.WriteAttributeString("errors", outcome.Unusable is null ? "0" : "1");
        xml.WriteAttributeString("skipped", Number(report.PerClass.Count(metrics => !metrics.IsMeasured)));
        xml.WriteAttributeString("time", outcome.Seconds.ToString("F3", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        WriteProperty(xml, "accuracy", DisplayText.Figure(report.Accuracy));
        WriteProperty(xml, "macroF1", DisplayText.Figure(report.MacroF1));
        WriteProperty(xml, "logLoss", DisplayText.Figure(report.LogLoss));
        WriteProperty(xml, "photos", Number(report.Count));
        WriteProperty(xml, "rejected", Number(outcome.RejectedCount));
        WriteProperty(xml, "unknownLabels", Number(report.UnknownCount));
        WriteProperty(xml, "data", outcome.Data);
        xml.WriteEndElement();
        WriteCase(xml, "data", "usable images", null, outcome.ImagesSentence, exception: outcome.Unusable);
        foreach (var gate in overall)
        {
            WriteCase(xml, "gate", gate.Source is null ? gate.Measure : $"{gate.Measure} against the baseline", gate, gate.Sentence);
        }

        foreach (var metrics in report.PerClass)
        {
            WriteCase(xml, "class", metrics.Name, outcome.Thresholds.Of(metrics), Figures(metrics), isSkipped: !metrics.IsMeasured);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCase(
        XmlWriter xml, string kind, string name, Gate? gate, string figures, bool isSkipped = false, MlNetCnnException? exception = null)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{ConsoleTool.ToolName}.{kind}");
        xml.WriteAttributeString("name", Text(name));
        xml.WriteAttributeString("time", "0");
        if (gate is { IsPassed: false })
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", "GATE_MISSED");
            xml.WriteAttributeString("message", Text(gate.Sentence));
            xml.WriteEndElement();
        }

        if (exception is not null)
        {
            xml.WriteStartElement("error");
            xml.WriteAttributeString("type", exception.Code);
            xml.WriteAttributeString("message", Text($"{exception.Problem}; expected {exception.Expected}"));
            xml.WriteEndElement();
        }

        if (isSkipped)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", "no image of this class was measured");
            xml.WriteEndElement();
        }

        xml.WriteElementString("system-out", Text(figures));
        xml.WriteEndElement();
    }

    private static string Figures(ClassMetrics metrics) =>
        $"precision {Figure(metrics, metrics.Precision)}, recall {Figure(metrics, metrics.Recall)}, F1 {Figure(metrics, metrics.F1)},"
        + $" {DisplayText.Count(metrics.Support, "image")}";

    private static string Figure(ClassMetrics metrics, double figure) => metrics.IsMeasured ? DisplayText.Figure(figure) : "-";

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", Text(value));
        xml.WriteEndElement();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Folder names may contain characters that are not allowed in XML.
    private static string Text(string text) =>
        string.Concat(DisplayText.OneLine(text).EnumerateRunes().Select(rune => rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
