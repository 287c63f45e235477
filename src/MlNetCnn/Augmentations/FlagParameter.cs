namespace MlNetCnn.Augmentations;

/// <summary>A word that stands alone, for example <c>trivialaugment</c>.</summary>
/// <param name="name">The word.</param>
/// <param name="get">Reads the option.</param>
/// <param name="set">Switches the option on.</param>
internal sealed class FlagParameter(string name, Func<Augmentation, bool> get, Func<Augmentation, Augmentation> set)
    : AugmentationParameter(name, $"{name}, without a value")
{
    /// <inheritdoc/>
    public override Augmentation? Read(Augmentation augmentation, string? value) => value is null ? set(augmentation) : null;

    /// <inheritdoc/>
    public override string? Write(Augmentation augmentation) => get(augmentation) ? Name : null;
}
