using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>A word with a range, for example <c>zoom=0.9..1.1</c>.</summary>
/// <param name="name">The word.</param>
/// <param name="min">The smallest number.</param>
/// <param name="max">The largest number.</param>
/// <param name="unit">What the numbers count, for a person.</param>
/// <param name="get">Reads the option; null for none.</param>
/// <param name="set">Writes the option.</param>
internal sealed class RangeParameter(
    string name, double min, double max, string unit, Func<Augmentation, ValueRange?> get, Func<Augmentation, ValueRange?, Augmentation> set)
    : AugmentationParameter(name, string.Create(CultureInfo.InvariantCulture, $"{name}=A..B, {min} <= A <= B <= {max}, {unit}"))
{
    private const string None = "none";

    // Where the option is null by itself, there is a way to say so.
    private readonly bool _isOptional = get(Augmentation.None) is null;

    /// <inheritdoc/>
    public override Augmentation? Read(Augmentation augmentation, string? value)
    {
        if (_isOptional && None.Equals(value, StringComparison.OrdinalIgnoreCase))
        {
            return set(augmentation, null);
        }

        var ends = value?.Split("..");
        if (ends is not { Length: 2 })
        {
            return null;
        }

        var range = new ValueRange(SpecNumber.Parse(ends[0]), SpecNumber.Parse(ends[1]));
        return IsAllowed(range) ? set(augmentation, range) : null;
    }

    /// <inheritdoc/>
    public override string? Write(Augmentation augmentation) =>
        get(augmentation) == get(Augmentation.None) ? null : $"{Name}={get(augmentation)}";

    /// <inheritdoc/>
    public override bool IsValid(Augmentation augmentation) => get(augmentation) is { } range ? IsAllowed(range) : _isOptional;

    private bool IsAllowed(ValueRange range) => range.From >= min && range.From <= range.To && range.To <= max;
}
