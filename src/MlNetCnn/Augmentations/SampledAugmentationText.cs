namespace MlNetCnn.Augmentations;

/// <summary>Gathers in words what is drawn for one picture. Where nobody asks for words there is none, and nothing is written.</summary>
internal sealed class SampledAugmentationText
{
    private readonly List<string> _words = [];

    /// <summary>What was gathered, in the order in which it happens.</summary>
    public IReadOnlyList<string> All => _words;

    /// <summary>Adds some words; numbers are written the same in every culture.</summary>
    /// <param name="words">What happens, with its parameters.</param>
    public void Add(FormattableString words) => _words.Add(FormattableString.Invariant(words));
}
