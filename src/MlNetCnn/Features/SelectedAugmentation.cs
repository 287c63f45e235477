namespace MlNetCnn.Features;

/// <summary>Which random changes training makes, and why.</summary>
/// <param name="Augmentation">What was asked for, without the operations that change labels.</param>
/// <param name="Sentences">
/// What was looked at and what was left out, a sentence each, for a person; at least one. Those on what was left out come last.
/// </param>
[SharedInternal]
internal sealed record SelectedAugmentation(Augmentation Augmentation, IReadOnlyList<string> Sentences)
{
    /// <summary>What was left out, in the words of a spec.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
