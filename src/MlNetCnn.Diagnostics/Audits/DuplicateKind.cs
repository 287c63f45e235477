namespace MlNetCnn.Diagnostics;

/// <summary>How much alike the pictures of a <see cref="DuplicateGroup"/> are.</summary>
public enum DuplicateKind
{
    /// <summary>The files are equal byte for byte.</summary>
    Exact,

    /// <summary>The files differ, but the pictures look alike: another size, quality, format or colour, or the next photo of one moment.</summary>
    Near,
}
