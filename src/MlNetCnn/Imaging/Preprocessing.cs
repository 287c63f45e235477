using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MlNetCnn;

/// <summary>
/// The preprocessing of pixels that a network expects: each channel x on the 0..255 scale becomes (x - mean) / std, and the channels have
/// a fixed order. It belongs to the weights; with a different one the network still runs, but its output is wrong.
/// </summary>
public sealed record Preprocessing : IParsable<Preprocessing>
{
    private static readonly Dictionary<string, Preprocessing> Named;

    static Preprocessing()
    {
        ImageNet = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);
        Inception = new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]);
        Caffe = new([123, 117, 104], [1, 1, 1], ChannelOrder.Bgr);
        Rescale = new([0, 0, 0], [255, 255, 255]);
        None = new([0, 0, 0], [1, 1, 1]);
        Named = new(StringComparer.OrdinalIgnoreCase)
        {
            ["imagenet"] = ImageNet, ["inception"] = Inception, ["caffe"] = Caffe, ["rescale"] = Rescale, ["none"] = None,
        };
    }

    /// <summary>Creates a preprocessing.</summary>
    /// <param name="mean">Three numbers that are subtracted from red, green and blue (in this order, regardless of
    /// <paramref name="channelOrder"/>), on the 0..255 scale; finite.</param>
    /// <param name="std">Three numbers that the differences of red, green and blue are divided by, on the same scale; finite and
    /// not 0.</param>
    /// <param name="channelOrder">The order in which the network expects the channels; red, green, blue by default.</param>
    /// <exception cref="MlNetCnnException"><c>PREPROCESSING_INVALID</c>: a number is missing or out of range.</exception>
    public Preprocessing(IReadOnlyList<float> mean, IReadOnlyList<float> std, ChannelOrder channelOrder = ChannelOrder.Rgb)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(std);
        var errors = new List<string>();
        if (mean.Count != 3 || !mean.All(float.IsFinite))
        {
            errors.Add($"mean is {Join(mean)}");
        }

        // The graph multiplies by the reciprocal, so it has to be finite too.
        if (std.Count != 3 || !std.All(s => float.IsFinite(s) && float.IsFinite(1 / s)))
        {
            errors.Add($"std is {Join(std)}");
        }

        if (!Enum.IsDefined(channelOrder))
        {
            errors.Add($"channel order is {(int)channelOrder}");
        }

        if (errors.Count > 0)
        {
            throw Error("three finite means, three finite stds that are not 0, order rgb or bgr", string.Join("; ", errors));
        }

        Mean = Array.AsReadOnly(mean.ToArray());
        Std = Array.AsReadOnly(std.ToArray());
        ChannelOrder = channelOrder;
    }

    /// <summary>Red, green, blue; mean 123.675, 116.28, 103.53; std 58.395, 57.12, 57.375: for PyTorch's networks.</summary>
    public static Preprocessing ImageNet { get; }

    /// <summary>Red, green, blue; x / 127.5 - 1: for TensorFlow's Inception and MobileNet.</summary>
    public static Preprocessing Inception { get; }

    /// <summary>Blue, green, red; minus 104, 117, 123 in that order; not scaled: for Caffe's networks.</summary>
    public static Preprocessing Caffe { get; }

    /// <summary>Red, green, blue; x / 255.</summary>
    public static Preprocessing Rescale { get; }

    /// <summary>Red, green, blue, 0..255 unchanged: for networks that normalize inside.</summary>
    public static Preprocessing None { get; }

    /// <summary>The values that are subtracted from red, green and blue, in this order, on the 0..255 scale.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>The values that the differences of red, green and blue are divided by, in this order, on the 0..255 scale.</summary>
    public IReadOnlyList<float> Std { get; }

    /// <summary>The order in which the network expects the channels.</summary>
    public ChannelOrder ChannelOrder { get; }

    /// <summary><c>imagenet</c>, <c>inception</c>, <c>caffe</c>, <c>rescale</c> or <c>none</c> if it equals one of these, otherwise
    /// <c>custom</c>.</summary>
    public string Name => Named.FirstOrDefault(n => n.Value.Equals(this)).Key ?? "custom";

    /// <summary>Reads a preprocessing from its name or from the text that <see cref="ToString"/> returns.</summary>
    /// <param name="text">For example <c>imagenet</c>, or <c>mean=104,117,123;std=1,1,1;order=rgb</c>.</param>
    /// <exception cref="MlNetCnnException"><c>PREPROCESSING_INVALID</c>: the text is neither.</exception>
    public static Preprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Named.TryGetValue(text.Trim(), out var named))
        {
            return named;
        }

        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        if (parts.All(p => p.Length == 2) && parts.Select(p => p[0]).Order(StringComparer.Ordinal).SequenceEqual(["mean", "order", "std"]))
        {
            var values = parts.ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
            if (Numbers(values["mean"]) is { } mean && Numbers(values["std"]) is { } std && values["order"] is "rgb" or "bgr")
            {
                return new Preprocessing(mean, std, values["order"] == "bgr" ? ChannelOrder.Bgr : ChannelOrder.Rgb);
            }
        }

        throw Error($"{string.Join(", ", Named.Keys)}, or mean=R,G,B;std=R,G,B;order=rgb|bgr", $"'{text}'");
    }

    /// <summary>Reads a preprocessing like <see cref="Parse"/>, for text that may be invalid, such as application settings.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">The preprocessing, or null.</param>
    /// <returns>Whether the text is a valid preprocessing.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Preprocessing? result)
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

    static Preprocessing IParsable<Preprocessing>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Preprocessing>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Preprocessing result) =>
        TryParse(s, out result);

    /// <summary>Returns a stable text that <see cref="Parse"/> reads, for example <c>mean=0,0,0;std=255,255,255;order=rgb</c>.</summary>
    public override string ToString() =>
        $"mean={Join(Mean)};std={Join(Std)};order={(ChannelOrder == ChannelOrder.Bgr ? "bgr" : "rgb")}";

    /// <summary>Whether both have the same effect on every pixel.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(Preprocessing? other) =>
        other is not null && ChannelOrder == other.ChannelOrder && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ChannelOrder, Mean[0], Mean[1], Mean[2], Std[0], Std[1], Std[2]);

    private static string Join(IEnumerable<float> numbers) =>
        string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static List<float>? Numbers(string text)
    {
        var numbers = new List<float>();
        foreach (var part in text.Split(','))
        {
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static MlNetCnnException Error(string expected, string received) => new(
        ErrorKind.Usage, ErrorCodes.PreprocessingInvalid, "the preprocessing is not valid", expected: expected, received: received,
        fix: "use the values that the source of the network states");
}
