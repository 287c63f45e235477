using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>A parameter of an augmentation: how a spec reads and writes it, its range, and what it does to images.</summary>
/// <param name="name">Its word in a spec, in small letters.</param>
/// <param name="allowed">What may be written, for a person.</param>
internal abstract class AugmentationParameter(string name, string allowed)
{
    /// <summary>The word, in small letters.</summary>
    public string Name { get; } = name;

    /// <summary>What may be written, for a person, for example <c>rotate=X, X 0..180 degrees</c>.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>
    /// What it does to images, in a sentence of the safety check, which looks at parameters of the same effect as one; null for a parameter
    /// that does nothing by itself but says how another one acts.
    /// </summary>
    public string? Effect { get; init; }

    /// <summary>Effects that the safety check looks at together first, and one by one only where all together do harm; null for none.</summary>
    public string? EffectGroup { get; init; }

    /// <summary>Reads what stands after the word.</summary>
    /// <param name="augmentation">What the words so far say.</param>
    /// <param name="value">What stands after the equals sign, or null without one.</param>
    /// <returns>The same with this parameter, or null where the value is not allowed.</returns>
    public abstract Augmentation? Read(Augmentation augmentation, string? value);

    /// <summary>Writes the word with its value, or null where it has its default.</summary>
    public abstract string? Write(Augmentation augmentation);

    /// <summary>Whether the value is in its range.</summary>
    public abstract bool IsValid(Augmentation augmentation);

    /// <summary>Whether it has its default, with which nothing happens.</summary>
    public abstract bool IsDefault(Augmentation augmentation);

    /// <summary>The augmentation with the default.</summary>
    public abstract Augmentation Reset(Augmentation augmentation);

    /// <summary>Copies it, unless it has its default, at the strength at which its effect is checked.</summary>
    public abstract Augmentation CopyForCheck(Augmentation from, Augmentation to);
}

/// <summary>A parameter of one type.</summary>
/// <param name="name">Its word in a spec.</param>
/// <param name="allowed">What may be written, for a person.</param>
/// <param name="get">Reads the option.</param>
/// <param name="set">Writes the option.</param>
internal abstract class AugmentationParameter<T>(string name, string allowed, Func<Augmentation, T> get, Func<Augmentation, T, Augmentation> set)
    : AugmentationParameter(name, allowed)
{
    /// <summary>The value with which nothing happens.</summary>
    protected T Default { get; } = get(Augmentation.None);

    /// <inheritdoc/>
    public override Augmentation? Read(Augmentation augmentation, string? value) =>
        TryParse(value, out var parsed) && IsAllowed(parsed) ? set(augmentation, parsed) : null;

    /// <inheritdoc/>
    public override string? Write(Augmentation augmentation) => IsDefault(augmentation) ? null : Format(get(augmentation));

    /// <inheritdoc/>
    public override bool IsValid(Augmentation augmentation) => IsAllowed(get(augmentation));

    /// <inheritdoc/>
    public override bool IsDefault(Augmentation augmentation) => EqualityComparer<T>.Default.Equals(get(augmentation), Default);

    /// <inheritdoc/>
    public override Augmentation Reset(Augmentation augmentation) => set(augmentation, Default);

    /// <inheritdoc/>
    public override Augmentation CopyForCheck(Augmentation from, Augmentation to) => IsDefault(from) ? to : set(to, StrengthForCheck(get(from)));

    /// <summary>Reads a value; null for the bare word.</summary>
    protected abstract bool TryParse(string? value, out T parsed);

    /// <summary>Writes the word and the value.</summary>
    protected virtual string Format(T value) => string.Create(CultureInfo.InvariantCulture, $"{Name}={value}");

    /// <summary>Whether a value is in the range.</summary>
    protected virtual bool IsAllowed(T value) => true;

    /// <summary>The strength at which the effect is checked.</summary>
    protected virtual T StrengthForCheck(T value) => value;
}

/// <summary>A parameter with one number, for example <c>rotate=15</c>.</summary>
/// <param name="name">Its word in a spec.</param>
/// <param name="min">The smallest number.</param>
/// <param name="max">The largest number.</param>
/// <param name="unit">What the number counts, for a person.</param>
/// <param name="get">Reads the option.</param>
/// <param name="set">Writes the option.</param>
internal sealed class NumberParameter(
    string name, double min, double max, string unit, Func<Augmentation, double> get, Func<Augmentation, double, Augmentation> set)
    : AugmentationParameter<double>(name, string.Create(CultureInfo.InvariantCulture, $"{name}=X, X {min}..{max}, {unit}"), get, set)
{
    private const NumberStyles Style = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite;

    /// <summary>The number that the bare word stands for; NaN where it needs one.</summary>
    public double Bare { get; init; } = double.NaN;

    /// <summary>Whether only whole numbers are taken.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether the effect is checked at the largest number: it is the same for all images, so that it need only always happen.</summary>
    public bool ChecksMax { get; init; }

    /// <summary>Reads a number as people write it: <c>0.75</c> or <c>3/4</c>, with a point whatever the culture.</summary>
    /// <returns>The number; NaN, which is in no range, where it is none.</returns>
    public static double Parse(string text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? One(text) : One(text[..slash]) / One(text[(slash + 1)..]);

        static double One(string text) => double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <inheritdoc/>
    protected override bool TryParse(string? value, out double parsed)
    {
        parsed = value is null ? Bare : Parse(value);
        return true;
    }

    /// <inheritdoc/>
    protected override string Format(double value) => value == Bare ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}={value:R}");

    /// <inheritdoc/>
    protected override bool IsAllowed(double value) => value >= min && value <= max && (!Whole || value == Math.Floor(value));

    /// <inheritdoc/>
    protected override double StrengthForCheck(double value) => ChecksMax ? max : value;
}

/// <summary>A parameter with a range, for example <c>zoom=0.9..1.1</c>.</summary>
/// <param name="name">Its word in a spec.</param>
/// <param name="min">The smallest number.</param>
/// <param name="max">The largest number.</param>
/// <param name="unit">What the numbers count, for a person.</param>
/// <param name="get">Reads the option; null for none.</param>
/// <param name="set">Writes the option.</param>
internal sealed class RangeParameter(
    string name, double min, double max, string unit, Func<Augmentation, ValueRange?> get, Func<Augmentation, ValueRange?, Augmentation> set)
    : AugmentationParameter<ValueRange?>(name, string.Create(CultureInfo.InvariantCulture, $"{name}=A..B, {min} <= A <= B <= {max}, {unit}"), get, set)
{
    /// <inheritdoc/>
    protected override bool TryParse(string? value, out ValueRange? parsed)
    {
        parsed = value?.Split("..") is [var from, var to] ? new ValueRange(NumberParameter.Parse(from), NumberParameter.Parse(to)) : null;

        // Where the option is null by itself, there is a way to say so.
        return parsed is not null || "none".Equals(value, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    protected override bool IsAllowed(ValueRange? value) =>
        value is { } range ? range.From >= min && range.From <= range.To && range.To <= max : Default is null;
}

/// <summary>A parameter that is a word alone, for example <c>trivialaugment</c>.</summary>
/// <param name="name">Its word in a spec.</param>
/// <param name="get">Reads the option.</param>
/// <param name="set">Writes the option.</param>
internal sealed class FlagParameter(string name, Func<Augmentation, bool> get, Func<Augmentation, bool, Augmentation> set)
    : AugmentationParameter<bool>(name, $"{name}, without a value", get, set)
{
    /// <inheritdoc/>
    protected override bool TryParse(string? value, out bool parsed) => parsed = value is null;

    /// <inheritdoc/>
    protected override string Format(bool value) => Name;
}

/// <summary>The parameter <c>fill</c> with a <see cref="FillMode"/>.</summary>
internal sealed class FillParameter() : AugmentationParameter<FillMode>(
    "fill", $"fill={string.Join('|', Enum.GetNames<FillMode>()).ToLowerInvariant()}", a => a.Fill, (a, mode) => a with { Fill = mode })
{
    /// <inheritdoc/>
    protected override bool TryParse(string? value, out FillMode parsed)
    {
        // Enum.TryParse alone would take numbers too.
        var index = Array.FindIndex(Enum.GetNames<FillMode>(), name => name.Equals(value, StringComparison.OrdinalIgnoreCase));
        parsed = index < 0 ? default : Enum.GetValues<FillMode>()[index];
        return index >= 0;
    }

    /// <inheritdoc/>
    protected override string Format(FillMode value) => $"{Name}={value.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    protected override bool IsAllowed(FillMode value) => Enum.IsDefined(value);
}
