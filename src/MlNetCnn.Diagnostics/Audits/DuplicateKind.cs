namespace MlNetCnn.Diagnostics;

/// <summary>The kind of copies in a <see cref="DuplicateGroup"/>.</summary>
public enum DuplicateKind
{
    /// <summary>The files are identical byte for byte.</summary>
    Exact,

    /// <summary>The files differ, but the images look alike: another size, quality, format or color, or the next shot of a series.</summary>
    Near,
}
