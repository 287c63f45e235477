namespace MlNetCnn.Augmentations;

/// <summary>One word of an augmentation spec: how it is read, written and checked.</summary>
/// <param name="name">The word.</param>
/// <param name="allowed">What may be written, for a person.</param>
internal abstract class AugmentationParameter(string name, string allowed)
{
    /// <summary>The word, in small letters.</summary>
    public string Name { get; } = name;

    /// <summary>What may be written, for a person, for example <c>rotate=X, X 0..180 degrees</c>.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>Reads what stands behind the word.</summary>
    /// <param name="augmentation">What the words so far say.</param>
    /// <param name="value">What stands behind the equals sign, or null without one.</param>
    /// <returns>The same with this word, or null where the value is not allowed.</returns>
    public abstract Augmentation? Read(Augmentation augmentation, string? value);

    /// <summary>Writes the word with its value, or null where it says nothing.</summary>
    public abstract string? Write(Augmentation augmentation);

    /// <summary>Whether the value is in its range.</summary>
    public virtual bool IsValid(Augmentation augmentation) => true;
}
