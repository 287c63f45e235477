namespace MlNetCnn.Augmentations;

/// <summary>The word <c>fill</c> with a <see cref="FillMode"/>.</summary>
internal sealed class FillParameter() : AugmentationParameter("fill", $"fill={string.Join('|', Enum.GetNames<FillMode>()).ToLowerInvariant()}")
{
    /// <inheritdoc/>
    public override Augmentation? Read(Augmentation augmentation, string? value)
    {
        // Enum.TryParse alone would take numbers too.
        var name = Enum.GetNames<FillMode>().FirstOrDefault(n => n.Equals(value, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : augmentation with { Fill = Enum.Parse<FillMode>(name) };
    }

    /// <inheritdoc/>
    public override string? Write(Augmentation augmentation) =>
        augmentation.Fill == Augmentation.None.Fill ? null : $"{Name}={augmentation.Fill.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public override bool IsValid(Augmentation augmentation) => Enum.IsDefined(augmentation.Fill);
}
