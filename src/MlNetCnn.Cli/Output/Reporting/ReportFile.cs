namespace MlNetCnn.Cli;

/// <summary>Writes the report of a model, with heat maps of the shown images.</summary>
internal static class ReportFile
{
    /// <summary>Writes the report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The content.</param>
    /// <param name="network">The model.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static void Write(string path, ReportContent content, ImageNetwork network, CancellationToken cancellationToken)
    {
        using var mapper = ClassActivationMethods.ForReport(network);
        HtmlReport.Write(path, mapper is null ? content
            : content with { HeatMap = new ReportHeatMaps(network, path => mapper.Explain(path, null, cancellationToken)).Render }, cancellationToken);
    }
}
