using System.Globalization;

namespace MlNetCnn.ServingTests;

/// <summary>What <c>/metrics</c> said: the samples of the Prometheus text format.</summary>
internal sealed class ServerMetrics
{
    private readonly List<(string Name, string Labels, double Value)> _samples = [];

    public ServerMetrics(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            // A label's value may hold spaces and braces; the value follows the last space.
            var space = line.LastIndexOf(' ');
            var brace = line.IndexOf('{', StringComparison.Ordinal);
            var name = brace < 0 ? line[..space] : line[..brace];
            if (double.TryParse(line[(space + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                _samples.Add((name, brace < 0 ? "" : line[brace..space], value));
            }
        }
    }

    /// <summary>The sum of all samples of a name whose labels contain a text.</summary>
    public double Sum(string name, string labels = "") =>
        Has(name) ? _samples.Where(sample => sample.Name == name && sample.Labels.Contains(labels, StringComparison.Ordinal)).Sum(sample => sample.Value)
            : throw new TestException($"/metrics has no '{name}'");

    public bool Has(string name) => _samples.Any(sample => sample.Name == name);

    /// <summary>The bytes that the process has allocated on the managed heap.</summary>
    public double AllocatedBytes => Sum("dotnet_gc_heap_total_allocated_bytes_total");

    /// <summary>The images that wait or are processed.</summary>
    public double QueueLength => Sum("mlnetcnn_queue_length");

    /// <summary>The images that were scored or found faulty.</summary>
    public double Images => Has("mlnetcnn_images_total") ? Sum("mlnetcnn_images_total") : 0;

    /// <summary>The answers with a status of 500 and above.</summary>
    public double ServerErrors => Has("http_server_request_duration_seconds_count")
        ? Sum("http_server_request_duration_seconds_count", "http_response_status_code=\"5")
        : throw new TestException("/metrics does not count answers by status");
}
