using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>A parameter of an augmentation: its format in a spec, its range, and its effect on images.</summary>
/// <param name="name">Its name in a spec, in lowercase.</param>
/// <param name="allowed">The allowed values, as shown to users.</param>
internal abstract class AugmentationParameter(string name, string allowed)
{
    /// <summary>Its name, in lowercase.</summary>
    public string Name { get; } = name;

    /// <summary>The allowed values, as shown to users, for example <c>rotate=X, X 0..180, degrees either way</c>.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>
    /// Its effect on images, as named by the safety check, which checks parameters of the same effect as one; null for a parameter
    /// that does nothing by itself but modifies another one.
    /// </summary>
    public string? Effect { get; init; }

    /// <summary>Effects that the safety check checks together first, and one by one only if together they change labels; null for none.</summary>
    public string? EffectGroup { get; init; }

    /// <summary>Reads the value of the parameter.</summary>
    /// <param name="augmentation">The augmentation read so far.</param>
    /// <param name="value">The text after the equals sign, or null if there is none.</param>
    /// <returns>The augmentation with this parameter, or null if the value is not allowed.</returns>
    public abstract Augmentation? Read(Augmentation augmentation, string? value);

    /// <summary>Writes the parameter with its value, or null if it has its default.</summary>
    public abstract string? Write(Augmentation augmentation);

    /// <summary>Whether the value is in its range.</summary>
    public abstract bool IsValid(Augmentation augmentation);

    /// <summary>Whether it has its default, which has no effect.</summary>
    public abstract bool IsDefault(Augmentation augmentation);

    /// <summary>Returns the augmentation with this parameter's default.</summary>
    public abstract Augmentation Reset(Augmentation augmentation);

    /// <summary>Copies it, unless it has its default, at the strength at which its effect is checked.</summary>
    public abstract Augmentation CopyForCheck(Augmentation from, Augmentation to);
}

/// <summary>A parameter of one type.</summary>
/// <param name="name">Its name in a spec.</param>
/// <param name="allowed">The allowed values, as shown to users.</param>
/// <param name="get">Gets the option.</param>
/// <param name="set">Sets the option.</param>
internal abstract class AugmentationParameter<T>(string name, string allowed, Func<Augmentation, T> get, Func<Augmentation, T, Augmentation> set)
    : AugmentationParameter(name, allowed)
{
    /// <summary>The value that has no effect.</summary>
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

    /// <summary>Parses a value; null for a name without a value.</summary>
    protected abstract bool TryParse(string? value, out T parsed);

    /// <summary>Writes the name and the value.</summary>
    protected virtual string Format(T value) => string.Create(CultureInfo.InvariantCulture, $"{Name}={value}");

    /// <summary>Whether a value is in its range.</summary>
    protected virtual bool IsAllowed(T value) => true;

    /// <summary>The strength at which the effect is checked.</summary>
    protected virtual T StrengthForCheck(T value) => value;
}

/// <summary>A parameter with one number, for example <c>rotate=15</c>.</summary>
/// <param name="name">Its name in a spec.</param>
/// <param name="min">The minimum.</param>
/// <param name="max">The maximum.</param>
/// <param name="unit">The unit or meaning of the number, as shown to users.</param>
/// <param name="get">Gets the option.</param>
/// <param name="set">Sets the option.</param>
internal sealed class NumberParameter(
    string name, double min, double max, string unit, Func<Augmentation, double> get, Func<Augmentation, double, Augmentation> set)
    : AugmentationParameter<double>(name, string.Create(CultureInfo.InvariantCulture, $"{name}=X, X {min}..{max}, {unit}"), get, set)
{
    private const NumberStyles Style = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite;

    /// <summary>The value of the name without a value; NaN if a value is required.</summary>
    public double Bare { get; init; } = double.NaN;

    /// <summary>Whether only integers are allowed.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether the effect is checked at the maximum: the effect is the same for all images, so it only has to happen every time.</summary>
    public bool ChecksMax { get; init; }

    /// <summary>Parses a decimal number or a fraction: <c>0.75</c> or <c>3/4</c>, with a decimal point in every culture.</summary>
    /// <returns>The number; NaN, which is in no range, if the text is not a number.</returns>
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
/// <param name="name">Its name in a spec.</param>
/// <param name="min">The minimum.</param>
/// <param name="max">The maximum.</param>
/// <param name="unit">The unit or meaning of the numbers, as shown to users.</param>
/// <param name="get">Gets the option; null for none.</param>
/// <param name="set">Sets the option.</param>
internal sealed class RangeParameter(
    string name, double min, double max, string unit, Func<Augmentation, ValueRange?> get, Func<Augmentation, ValueRange?, Augmentation> set)
    : AugmentationParameter<ValueRange?>(name, string.Create(CultureInfo.InvariantCulture, $"{name}=A..B, {min} <= A <= B <= {max}, {unit}"), get, set)
{
    /// <inheritdoc/>
    protected override bool TryParse(string? value, out ValueRange? parsed)
    {
        parsed = value?.Split("..") is [var from, var to] ? new ValueRange(NumberParameter.Parse(from), NumberParameter.Parse(to)) : null;

        // An option whose default is null needs a text for it.
        return parsed is not null || "none".Equals(value, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    protected override bool IsAllowed(ValueRange? value) =>
        value is { } range ? range.From >= min && range.From <= range.To && range.To <= max : Default is null;
}

/// <summary>A parameter without a value, for example <c>trivialaugment</c>.</summary>
/// <param name="name">Its name in a spec.</param>
/// <param name="get">Gets the option.</param>
/// <param name="set">Sets the option.</param>
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
        // Enum.TryParse alone would accept numbers too.
        var index = Array.FindIndex(Enum.GetNames<FillMode>(), name => name.Equals(value, StringComparison.OrdinalIgnoreCase));
        parsed = index < 0 ? default : Enum.GetValues<FillMode>()[index];
        return index >= 0;
    }

    /// <inheritdoc/>
    protected override string Format(FillMode value) => $"{Name}={value.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    protected override bool IsAllowed(FillMode value) => Enum.IsDefined(value);
}
