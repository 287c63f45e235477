using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.AspNetCore;

/// <summary>Options for the metrics endpoint.</summary>
/// <remarks>Not thread-safe while it is configured; the application does not change it.</remarks>
public sealed class ImageClassifierMetricsOptions
{
    /// <summary>The names of the meters whose instruments are collected; case matters. Configuration adds to them; clear the list to replace them.
    /// </summary>
    /// <value><c>MlNetCnn.Hosting</c>, <c>Microsoft.AspNetCore.Hosting</c>, <c>Microsoft.AspNetCore.Server.Kestrel</c> and <c>System.Runtime</c>.</value>
    public IList<string> Meters { get; } =
        ["MlNetCnn.Hosting", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>
    /// The maximum number of label sets of an instrument, 1..1,000,000. Measurements with further ones are added to a series with the single label
    /// <c>otel_metric_overflow="true"</c>.
    /// </summary>
    /// <value>2,000, as in OpenTelemetry.</value>
    [Range(1, 1_000_000)]
    public int MaxLabelSets { get; set; } = 2000;
}
