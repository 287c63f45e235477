namespace MlNetCnn;

/// <summary>The words that folders and tables use for the parts of a set, in any case of letters.</summary>
internal static class PartNames
{
    /// <summary>The words, for a message.</summary>
    public const string All = "train, val, valid, validation, test";

    /// <summary>Reads a part's name.</summary>
    /// <param name="name">The word.</param>
    /// <param name="part">The part it means.</param>
    /// <returns>False if the word is none of <see cref="All"/>.</returns>
    public static bool TryParse(string name, out ImagePart part)
    {
        part = name.ToLowerInvariant() switch
        {
            "train" => ImagePart.Train,
            "val" or "valid" or "validation" => ImagePart.Validation,
            "test" => ImagePart.Test,
            _ => ImagePart.Unassigned,
        };
        return part != ImagePart.Unassigned;
    }
}
