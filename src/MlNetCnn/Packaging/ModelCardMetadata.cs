using System.Globalization;
using System.Text.Json;

namespace MlNetCnn;

/// <summary>Writes a model card into a graph's metadata and reads it back.</summary>
internal static class ModelCardMetadata
{
    // Raised when a reader of the older form would misunderstand a newer one.
    private const int FormatVersion = 1;
    private const string Prefix = "mlnetcnn.";

    /// <summary>Writes the card; a card that is there already is replaced.</summary>
    public static void Write(OnnxGraph graph, ModelCard card)
    {
        Set("format", FormatVersion.ToString(CultureInfo.InvariantCulture));
        Set("version", card.Version);
        Set("classes", JsonSerializer.Serialize(card.ClassNames));
        Set("method", card.Method);
        Set("backbone", card.Backbone);
        Set("backbone.sha256", card.BackboneSha256);
        Set("licence", card.Licence);
        Set("preprocessing", card.Preprocessing);
        Set("input", string.Create(CultureInfo.InvariantCulture, $"{card.InputWidth}x{card.InputHeight}"));
        Set("resize", card.Resize.ToString().ToLowerInvariant());
        Set("seed", card.Seed.ToString(CultureInfo.InvariantCulture));
        Set("data.fingerprint", card.DataFingerprint);
        Set("metrics", JsonSerializer.Serialize(card.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).ToDictionary()));

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                graph.SetMetadata(Prefix + key, value);
            }
        }
    }

    /// <summary>Reads the card.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The file it came from, for messages.</param>
    /// <exception cref="MlNetCnnException">The graph carries none, a damaged one, or one of a newer form.</exception>
    public static ModelCard Read(OnnxGraph graph, string path)
    {
        if (graph.GetMetadata(Prefix + "format") is not { } format)
        {
            throw new MlNetCnnException(
                FaultKind.Model,
                "MODEL_NOT_OURS",
                $"'{path}' carries no class names of MlNetCnn",
                expected: "a .zip or .onnx written by 'mlnetcnn train'",
                received: "a model made by something else",
                fix: "train one with 'mlnetcnn train --data PHOTOS --output MODEL.zip'; to use a plain ONNX network as backbone pass it to --backbone");
        }

        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > FormatVersion)
        {
            throw new MlNetCnnException(
                FaultKind.Model,
                "MODEL_NEWER",
                $"'{path}' was made by MlNetCnn {graph.GetMetadata(Prefix + "version")}, this is {ModelCard.CurrentVersion}",
                expected: $"model form {FormatVersion} or older",
                received: $"model form {format}",
                fix: $"update MlNetCnn to {graph.GetMetadata(Prefix + "version")} or later");
        }

        try
        {
            var size = Required("input").Split('x');
            return new ModelCard
            {
                ClassNames = JsonSerializer.Deserialize<string[]>(Required("classes"))!,
                Method = Required("method"),
                Backbone = graph.GetMetadata(Prefix + "backbone"),
                BackboneSha256 = graph.GetMetadata(Prefix + "backbone.sha256"),
                Licence = graph.GetMetadata(Prefix + "licence"),
                Preprocessing = Required("preprocessing"),
                InputWidth = int.Parse(size[0], CultureInfo.InvariantCulture),
                InputHeight = int.Parse(size[1], CultureInfo.InvariantCulture),
                Resize = Enum.Parse<ResizeMode>(Required("resize"), ignoreCase: true),
                Seed = int.Parse(Required("seed"), CultureInfo.InvariantCulture),
                DataFingerprint = graph.GetMetadata(Prefix + "data.fingerprint"),
                Metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(graph.GetMetadata(Prefix + "metrics") ?? "{}")!,
                Version = Required("version"),
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new MlNetCnnException(
                FaultKind.Model,
                "MODEL_CARD_DAMAGED",
                $"the model card inside '{path}' cannot be read",
                received: error.Message.TrimEnd('.'),
                fix: "fetch or train the model again",
                innerException: error);
        }

        string Required(string key) => graph.GetMetadata(Prefix + key) ?? throw new FormatException($"the entry '{Prefix}{key}' is missing");
    }
}
