using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Reads a pretrained network to summarize it; the preprocessing does not matter for that.</summary>
internal static class BackboneFigures
{
    /// <summary>Reads the summary. A named network that is not on disk is downloaded, and a message says so.</summary>
    /// <param name="console">Receives the message about a download.</param>
    /// <param name="backbone">A name from the catalog or an ONNX file.</param>
    /// <param name="classes">The number of classes of a new classifier; null to keep the file's classifier.</param>
    /// <param name="inputSize">Height and width in pixels, for a network that takes any size; null for its default.</param>
    /// <param name="offline">Whether downloads are forbidden.</param>
    /// <param name="quiet">Whether progress is hidden.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <exception cref="MlNetCnnException">There is no such network, the download fails, or the network is invalid.</exception>
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
                    $"downloading {entry.Name} ({DisplayText.Bytes(entry.Size)}) into {DisplayText.OneLine(store.Folder)}; use --offline to forbid downloads");
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
