using System.Net;
using System.Reflection;
using MlNetCnn.Hosting;

namespace MlNetCnn.Server;

/// <summary>What the server prints when it listens: its addresses, its models, and a request to try.</summary>
internal static class StartReport
{
    /// <summary>The version of the program.</summary>
    public static string Version =>
        typeof(StartReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes the report.</summary>
    /// <param name="writer">Standard output.</param>
    /// <param name="options">The options.</param>
    /// <param name="pool">The models.</param>
    /// <param name="port">The port that was bound.</param>
    /// <param name="metricsPort">The port of the metrics, or null for the same one.</param>
    /// <param name="folder">The folder of saved requests, or null.</param>
    public static void Write(TextWriter writer, ServerOptions options, IImageClassifierPool pool, int port, int? metricsPort, string? folder)
    {
        var address = Address(options, port);
        writer.WriteLine($"mlnetcnn {Version} listens on {address}{(options.Host == "*" ? " and all other addresses of this machine" : "")}");
        var width = pool.Classifiers.Select(classifier => classifier.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var classifier in pool.Classifiers)
        {
            writer.WriteLine($"  {classifier.Name.PadRight(width)}  {Describe(classifier)}");
        }

        writer.WriteLine(
            $"  {(options.RequiresKey ? "requests need an API key" : "no API key is needed")}; description of the API: {address}/openapi/v1.json");
        if (options.HasMetrics)
        {
            writer.WriteLine($"  metrics: {Address(options, metricsPort ?? port)}{MetricsListener.Path}");
        }

        if (folder is not null)
        {
            writer.WriteLine($"  unsure requests are saved in {DisplayText.OneLine(folder)}");
        }

        if (pool.Classifiers.Count > 0)
        {
            var key = options.RequiresKey ? " -H 'X-Api-Key: KEY'" : "";
            writer.WriteLine($"Try: curl{key} -H 'Content-Type: image/jpeg' --data-binary @photo.jpg {address}/classify/{pool.Classifiers[0].Name}");
        }
    }

    private static string Describe(IHostedClassifier classifier) => classifier.Model is { } model
        ? $"version {model.Version}, {DisplayText.Count(model.Card.ClassNames.Count, "class", "classes")}, {DisplayText.Bytes(model.FileBytes)}, "
            + $"SHA-256 {model.Sha256[..12]}{(classifier.Options.WatchForChanges ? ", loaded again when the file changes" : "")}"
        : "not loaded";

    private static string Address(ServerOptions options, int port)
    {
        var host = options.Host is "*" ? "localhost" : options.Host.Trim('[', ']');
        return IPAddress.TryParse(host, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"http://[{host}]:{port}"
            : $"http://{host}:{port}";
    }
}
