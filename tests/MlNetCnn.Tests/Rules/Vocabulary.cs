using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>One word for one thing in the identifiers of the product: the words that were left behind do not come back.</summary>
public sealed partial class Vocabulary
{
    private static readonly string[] Exceptions =
    [
        // .NET's own.
        "FileShare", "Share",

        // The class that is predicted instead most often, and the least certain prediction: no bounds.
        "MostConfused", "LeastCertain",
    ];

    [Theory]
    [InlineData("image", "[Pp]icture|[Pp]hoto")]
    [InlineData("fraction", "(?:^|_|[a-z])Shares?(?![a-z])|^_?shares?(?![a-z])")]
    [InlineData("error", "(?:^|_|(?<!De)(?<=[a-z]))[Ff]aults?(?![a-z])")]
    [InlineData("fix, license, requested", "Mend|[Ll]icence|[Ww]anted")]
    [InlineData("candidate", "(?:^|[a-z])Ways?(?![a-z])|^_?ways?(?![a-z])")]
    [InlineData("Min and Max", "^(?:Most|Least|Fewest|Largest|Longest)(?:[A-Z]|$)")]
    [InlineData("MlNet", "Stock")]
    [InlineData("dataset and split", "ImageListing|ImagePart|ImageSplit|PartSplit|ByPart")]
    [InlineData("parameter", "(?:Number|Flag|Range|Fill|Augmentation)Words?$")]
    public void Identifiers_HaveOneWordForOneThing(string word, string left)
    {
        var source = Path.Combine(Repository.Root, "src");
        var found =
            from path in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let relative = Path.GetRelativePath(source, path).Replace('\\', '/')
            where !relative.Contains("/bin/", StringComparison.Ordinal) && !relative.Contains("/obj/", StringComparison.Ordinal)
            from identifier in Identifier().Matches(CommentOrString().Replace(File.ReadAllText(path), " ")).Select(match => match.Value).Distinct()
            where Regex.IsMatch(identifier, left) && !Exceptions.Contains(identifier)
            select $"{relative}: {identifier}, in place of which stands {word}";
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Identifier();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();
}
