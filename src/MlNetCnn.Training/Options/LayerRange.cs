using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>Which layers of a pretrained network are trained on; those in front of them stay as they are.</summary>
public sealed record LayerRange : IParsable<LayerRange>
{
    private const string Expected = "auto, head, stages:N, layers:N, from:TENSOR or all";

    private LayerRange(LayerRangeKind kind, int count = 0, string? tensor = null) => (Kind, Count, Tensor) = (kind, count, tensor);

    /// <summary>
    /// Chosen: with fewer than 20 images per class the head alone, else the last two stages; but the head alone too where it gets so many images right that
    /// the validation images cannot show whether training brings more.
    /// </summary>
    public static LayerRange Auto { get; } = new(LayerRangeKind.Auto);

    /// <summary>The new head alone.</summary>
    public static LayerRange Head { get; } = new(LayerRangeKind.Head);

    /// <summary>Every layer.</summary>
    public static LayerRange All { get; } = new(LayerRangeKind.All);

    /// <summary>What the range is measured in.</summary>
    public LayerRangeKind Kind { get; }

    /// <summary>How many stages or layers, counted from the head; 0 for other kinds.</summary>
    public int Count { get; }

    /// <summary>The tensor behind which training begins, or null for other kinds.</summary>
    public string? Tensor { get; }

    /// <summary>The head and the last stages. A stage begins where the network halves the size of its maps. First stages whose maps hold more numbers
    /// than the image itself are trained together, since nothing is saved by freezing what lies in front of them.</summary>
    /// <param name="count">How many stages, at least 1; as many as there are where it is more.</param>
    public static LayerRange LastStages(int count) => new(LayerRangeKind.Stages, AtLeastOne(count));

    /// <summary>The head and the last layers with weights: convolutions and products of matrices, each with the normalisation behind it.</summary>
    /// <param name="count">How many layers, at least 1, the head not counted; as many as there are where it is more.</param>
    public static LayerRange LastLayers(int count) => new(LayerRangeKind.Layers, AtLeastOne(count));

    /// <summary>All layers that come after a tensor.</summary>
    /// <param name="tensor">The tensor's name in the ONNX file.</param>
    public static LayerRange From(string tensor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tensor);
        return new LayerRange(LayerRangeKind.From, tensor: tensor);
    }

    /// <summary>Reads <c>auto</c>, <c>head</c>, <c>stages:N</c>, <c>layers:N</c>, <c>from:TENSOR</c> or <c>all</c>.</summary>
    /// <param name="text">The text; what <see cref="ToString"/> gives reads the same.</param>
    /// <exception cref="MlNetCnnException"><c>UNFREEZE_SPEC</c>: it is none of these.</exception>
    public static LayerRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':');
        var (word, value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        return (word.ToLowerInvariant(), colon < 0) switch
        {
            ("auto", true) => Auto,
            ("head", true) => Head,
            ("all", true) => All,
            ("stages", false) when count > 0 => LastStages(count),
            ("layers", false) when count > 0 => LastLayers(count),
            ("from", false) when value.Trim().Length > 0 => From(value),
            _ => throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.UnfreezeSpec, "the layers to train are not understood", Expected, text,
                "for example stages:1 trains the head and the last stage"),
        };
    }

    /// <summary>Reads as <see cref="Parse"/> does, for texts that may be wrong, as in the settings of an application.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">What it says, or null.</param>
    /// <returns>Whether the text was understood.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LayerRange? result)
    {
        try
        {
            result = text is null ? null : Parse(text);
        }
        catch (MlNetCnnException)
        {
            result = null;
        }

        return result is not null;
    }

    static LayerRange IParsable<LayerRange>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<LayerRange>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out LayerRange result) =>
        TryParse(s, out result);

    /// <summary>Writes the range as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Kind switch
    {
        LayerRangeKind.Stages => string.Create(CultureInfo.InvariantCulture, $"stages:{Count}"),
        LayerRangeKind.Layers => string.Create(CultureInfo.InvariantCulture, $"layers:{Count}"),
        LayerRangeKind.From => $"from:{Tensor}",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private static int AtLeastOne(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count;
    }
}
