using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Reads a pretrained network for its figures alone; how it wants its pixels prepared does not matter for them.</summary>
internal static class BackboneFigures
{
    /// <summary>Reads the figures; a named network that is not here is downloaded, and that is said.</summary>
    /// <param name="console">Where a download is told of.</param>
    /// <param name="backbone">A name of the catalogue or an ONNX file.</param>
    /// <param name="classes">How many classes a new classifier has; null to keep the file's own.</param>
    /// <param name="inputSize">Height and width in pixels for a network that takes any size; null for its own.</param>
    /// <param name="offline">Whether nothing may be downloaded.</param>
    /// <param name="quiet">Whether no progress is shown.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="MlNetCnnException">There is no such network, the download fails, or the network cannot be used.</exception>
    public static async Task<NetworkSummary> ReadAsync(
        CommandConsole console, string backbone, int? classes, int? inputSize, bool offline, bool quiet, CancellationToken cancellationToken)
    {
        if (BackboneOptions.FindFile(backbone) is not { } file)
        {
            var entry = BackboneCatalog.Default.Get(backbone);
            if (entry.IsBundled)
            {
                return classes is null
                    ? NetworkSummary.OfDefaultBackbone(inputSize)
                    : NetworkSummary.Of(Backbone.Default, classes);
            }

            var store = new BackboneStore(options: new BackboneStoreOptions { Offline = offline });
            if (!offline && !store.Contains(entry))
            {
                console.Error.WriteLine(
                    $"downloading {entry.Name} ({DisplayText.Bytes(entry.Size)}) into {DisplayText.OneLine(store.Folder)}; --offline forbids it");
            }

            var path = await ConsoleProgress.RunAsync(console, quiet, progress => store.DownloadAsync(entry, progress, cancellationToken));
            return classes is null ? NetworkSummary.OfFile(path, inputSize ?? entry.InputSize) : NetworkSummary.Of(
                Backbone.FromFile(path, Preprocessing.None, entry.FeatureTensor, inputSize ?? entry.InputSize), classes);
        }

        return classes is null
            ? NetworkSummary.OfFile(file, inputSize)
            : NetworkSummary.Of(Backbone.FromFile(file, Preprocessing.None, inputSize: inputSize), classes);
    }
}
