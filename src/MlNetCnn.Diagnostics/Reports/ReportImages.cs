namespace MlNetCnn.Diagnostics;

/// <summary>Provides the images of a report as <c>data:</c> URLs, so that the page needs no other files.</summary>
internal sealed class ReportImages
{
    /// <summary>The longer side of an image in a cell of the confusion matrix, in pixels.</summary>
    public const int SmallSide = 120;

    /// <summary>The longer side of an image in the gallery, in pixels.</summary>
    public const int LargeSide = 224;

    // Noise compresses poorly; the page stays below 20 MB for any images.
    private const long MaxCharacters = 14_000_000;

    private readonly Dictionary<(string Path, int Side), string> _addresses = [];
    private readonly Dictionary<string, string> _heatMaps = [];
    private long _characters;

    private ReportImages()
    {
    }

    /// <summary>Encodes the images.</summary>
    /// <param name="content">The report.</param>
    /// <param name="selection">The selected images.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static ReportImages Make(ReportContent content, ReportSelection selection, CancellationToken cancellationToken)
    {
        var images = new ReportImages();
        ScoredImage[] gallery = [.. selection.WorstMistakes, .. selection.LeastCertain];
        foreach (var path in gallery.Select(image => image.Path).Distinct(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (content.HeatMap?.Invoke(path) is { } heatMap)
            {
                images.Add(heatMap, address => images._heatMaps[path] = address);
            }
        }

        (string Path, int Side)[] requested =
        [
            .. gallery.Select(image => (image.Path, LargeSide)).Concat(selection.InCells.Select(image => (image.Path, SmallSide))).Distinct(),
        ];
        var background = content.Card?.Background ?? ImageDecoderOptions.Default.Background;
        var encoded = new byte[]?[requested.Length];
        Parallel.For(
            0, requested.Length, new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(0), CancellationToken = cancellationToken },
            () => new ThumbnailMaker(background),
            (i, _, maker) =>
            {
                encoded[i] = maker.Make(requested[i].Path, requested[i].Side);
                return maker;
            },
            maker => maker.Dispose());
        foreach (var (key, bytes) in requested.Zip(encoded))
        {
            images.Add(bytes, address => images._addresses[key] = address);
        }

        return images;
    }

    /// <summary>Returns the URL of an image, or null if it could not be read or the page is full.</summary>
    /// <param name="path">The file.</param>
    /// <param name="side"><see cref="SmallSide"/> or <see cref="LargeSide"/>.</param>
    public string? Address(string path, int side) => _addresses.GetValueOrDefault((path, side));

    /// <summary>Returns the URL of an image's heat map, or null if there is none.</summary>
    /// <param name="path">The file.</param>
    public string? HeatMap(string path) => _heatMaps.GetValueOrDefault(path);

    private void Add(byte[]? encoded, Action<string> keep)
    {
        if (encoded is null || _characters + (encoded.Length * 4L / 3) > MaxCharacters)
        {
            return;
        }

        var address = $"data:image/{(encoded is [0x89, (byte)'P', ..] ? "png" : "jpeg")};base64,{Convert.ToBase64String(encoded)}";
        _characters += address.Length;
        keep(address);
    }
}
