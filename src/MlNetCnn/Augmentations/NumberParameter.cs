using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>A word with one number, for example <c>rotate=15</c>.</summary>
/// <param name="name">The word.</param>
/// <param name="min">The smallest number.</param>
/// <param name="max">The largest number.</param>
/// <param name="unit">What the number counts, for a person.</param>
/// <param name="get">Reads the option.</param>
/// <param name="set">Writes the option.</param>
internal sealed class NumberParameter(
    string name, double min, double max, string unit, Func<Augmentation, double> get, Func<Augmentation, double, Augmentation> set)
    : AugmentationParameter(name, string.Create(CultureInfo.InvariantCulture, $"{name}=X, X {min}..{max}, {unit}"))
{
    /// <summary>The number that the bare word stands for; NaN where it needs one.</summary>
    public double Bare { get; init; } = double.NaN;

    /// <summary>Whether only whole numbers are taken.</summary>
    public bool Whole { get; init; }

    /// <inheritdoc/>
    public override Augmentation? Read(Augmentation augmentation, string? value)
    {
        var number = value is null ? Bare : SpecNumber.Parse(value);
        return IsAllowed(number) ? set(augmentation, number) : null;
    }

    /// <inheritdoc/>
    public override string? Write(Augmentation augmentation)
    {
        var number = get(augmentation);
        return number == get(Augmentation.None) ? null
            : number == Bare ? Name
            : string.Create(CultureInfo.InvariantCulture, $"{Name}={number:R}");
    }

    /// <inheritdoc/>
    public override bool IsValid(Augmentation augmentation) => IsAllowed(get(augmentation));

    private bool IsAllowed(double number) => number >= min && number <= max && (!Whole || number == Math.Floor(number));
}
