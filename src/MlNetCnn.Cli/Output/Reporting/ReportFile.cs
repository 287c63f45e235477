namespace MlNetCnn.Cli;

/// <summary>Writes the report of a model, with what the model looked at in the pictures of the gallery.</summary>
internal static class ReportFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it shows.</param>
    /// <param name="network">The model.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Write(string path, ReportContent content, ImageNetwork network, CancellationToken cancellationToken)
    {
        using var mapper = ClassActivationMethods.ForReport(network);
        HtmlReport.Write(path, mapper is null ? content
            : content with { HeatMap = new ReportHeatMaps(network, path => mapper.Explain(path, null, cancellationToken)).Render }, cancellationToken);
    }
}
