using System.Text.RegularExpressions;

namespace MlNetCnn.Hosting;

/// <summary>The names that classifiers can have: they are parts of paths, keys of configuration and tags of meters.</summary>
internal static partial class ModelNames
{
    /// <summary>What <see cref="IsValid"/> accepts.</summary>
    public const string Expected = "1..64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'";

    /// <summary>Whether a name is valid.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z")]
    private static partial Regex Pattern();
}
