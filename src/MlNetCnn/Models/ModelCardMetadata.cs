using System.Globalization;
using System.Text.Json;

namespace MlNetCnn.Models;

/// <summary>Writes a model card to the metadata of a graph and reads it back.</summary>
internal static class ModelCardMetadata
{
    // Increased when a reader of the older format would misunderstand a newer one.
    private const int FormatVersion = 2;
    private const int MaxSide = 1 << 13;
    private const string Prefix = OnnxMetadata.CardPrefix;

    /// <summary>Writes the card and replaces an existing one.</summary>
    public static void Write(OnnxGraph graph, ModelCard card)
    {
        graph.RemoveMetadata(Prefix);

        // Without a factor, a reader of the first format gives the same results.
        Set("format", (card.ResizeFactor is null ? 1 : FormatVersion).ToString(CultureInfo.InvariantCulture));
        Set("version", card.Version);
        Set("classes", JsonSerializer.Serialize(card.ClassNames));
        Set("method", card.Method);
        Set("backbone", card.Backbone);
        Set("network", card.Network);
        Set("backbone.sha256", card.BackboneSha256);
        Set("head", card.Head);
        Set("licence", card.License);
        Set("preprocessing", card.Preprocessing);
        Set("preprocessing.choice", card.PreprocessingChoice);
        Set("input", string.Create(CultureInfo.InvariantCulture, $"{card.InputWidth}x{card.InputHeight}"));
        Set("resize", card.Resize.ToString().ToLowerInvariant());
        Set("resize.factor", card.ResizeFactor is { } factor ? ResizeFactor.Text(factor) : null);
        Set("resize.filter", card.ResizeFilter == ReductionFilter.Triangle ? null : card.ResizeFilter.ToString().ToLowerInvariant());
        Set("background", card.Background.ToString("X6", CultureInfo.InvariantCulture));
        Set("seed", card.Seed.ToString(CultureInfo.InvariantCulture));
        Set("temperature", card.Temperature?.ToString(CultureInfo.InvariantCulture));
        Set("data.fingerprint", card.DataFingerprint);
        Set("label-changes", JsonSerializer.Serialize(card.UnsafeAugmentations));
        Set("metrics", JsonSerializer.Serialize(card.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).ToDictionary()));

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                graph.SetMetadata(Prefix + key, value);
            }
        }
    }

    /// <summary>Creates the error for a card that does not match its model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="received">The mismatch.</param>
    /// <param name="inner">The cause, or null.</param>
    public static MlNetCnnException Corrupt(string path, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ModelCardDamaged, $"the model card in '{path}' is invalid",
        received: received, fix: "download or train the model again", innerException: inner);

    /// <summary>Reads the card.</summary>
    /// <param name="metadata">The metadata of the graph.</param>
    /// <param name="path">The file of the graph, for messages.</param>
    /// <exception cref="MlNetCnnException">The card is missing, damaged, or in a newer format.</exception>
    public static ModelCard Read(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (metadata.GetValueOrDefault(OnnxMetadata.CardFormat) is not { } format)
        {
            throw new MlNetCnnException(
                ErrorKind.Model,
                ErrorCodes.ModelNotOurs,
                $"'{path}' has no MlNetCnn model card",
                expected: "a .zip or .onnx that MlNetCnn wrote",
                received: "a model created by another program",
                fix: "train a model, or load a plain ONNX network with Backbone.FromFile");
        }

        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > FormatVersion)
        {
            throw new MlNetCnnException(
                ErrorKind.Model,
                ErrorCodes.ModelNewer,
                $"'{path}' was created by MlNetCnn {metadata.GetValueOrDefault(Prefix + "version")}; this is version {ModelCard.CurrentVersion}",
                expected: $"model format {FormatVersion} or older",
                received: $"model format {format}",
                fix: $"update MlNetCnn to {metadata.GetValueOrDefault(Prefix + "version")} or later");
        }

        try
        {
            var size = Required("input").Split('x');
            return new ModelCard
            {
                ClassNames = ClassNames(Required("classes")),
                Method = Required("method"),
                Backbone = metadata.GetValueOrDefault(Prefix + "backbone"),
                Network = metadata.GetValueOrDefault(Prefix + "network"),
                BackboneSha256 = metadata.GetValueOrDefault(Prefix + "backbone.sha256"),
                Head = metadata.GetValueOrDefault(Prefix + "head"),
                License = metadata.GetValueOrDefault(Prefix + "licence"),
                Preprocessing = Required("preprocessing"),
                PreprocessingChoice = metadata.GetValueOrDefault(Prefix + "preprocessing.choice"),
                InputWidth = Side(size[0]),
                InputHeight = Side(size[1]),
                Resize = Enum.Parse<ResizeMode>(Required("resize"), ignoreCase: true),
                ResizeFactor = metadata.GetValueOrDefault(Prefix + "resize.factor") is { } factor ? Factor(factor) : null,
                ResizeFilter = Enum.Parse<ReductionFilter>(
                    metadata.GetValueOrDefault(Prefix + "resize.filter") ?? nameof(ReductionFilter.Triangle), ignoreCase: true),
                Background = metadata.GetValueOrDefault(Prefix + "background") is { } color
                    ? int.Parse(color, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                    : ImageDecoderOptions.Default.Background,
                Seed = int.Parse(Required("seed"), CultureInfo.InvariantCulture),
                Temperature = metadata.GetValueOrDefault(Prefix + "temperature") is { } temperature
                    ? double.Parse(temperature, NumberStyles.Float, CultureInfo.InvariantCulture)
                    : null,
                DataFingerprint = metadata.GetValueOrDefault(Prefix + "data.fingerprint"),
                UnsafeAugmentations = JsonSerializer.Deserialize<string[]>(metadata.GetValueOrDefault(Prefix + "label-changes") ?? "[]") ?? [],
                Metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(metadata.GetValueOrDefault(Prefix + "metrics") ?? "{}") ?? [],
                Version = Required("version"),
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Corrupt(path, exception.Message.TrimEnd('.'), exception);
        }

        static int Side(string text) => int.Parse(text, CultureInfo.InvariantCulture) is var side and >= 1 and <= MaxSide
            ? side
            : throw new FormatException($"the input has a width or height of {text} pixels");

        static double Factor(string text) =>
            double.Parse(text, NumberStyles.Float,
                CultureInfo.InvariantCulture) is var factor and >= MlNetCnn.Imaging.ResizeFactor.Min and <= MlNetCnn.Imaging.ResizeFactor.Max
                ? factor
                : throw new FormatException($"the resize factor is {text}");

        static string[] ClassNames(string json) =>
            JsonSerializer.Deserialize<string[]>(json) is { Length: > 0 } names && names.All(name => !string.IsNullOrEmpty(name))
                ? names
                : throw new FormatException("the class names are missing");

        string Required(string key) => metadata.GetValueOrDefault(Prefix + key) ?? throw new FormatException($"the entry '{Prefix}{key}' is missing");
    }
}
