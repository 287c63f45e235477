using Xunit;

namespace MlNetCnn.Tests;

public class DisplayTextTests
{
    [Theory]
    [InlineData("a\u202Eb", "a\\u202eb")]
    [InlineData("\u2066x\uFEFF", "\\u2066x\\ufeff")]
    [InlineData("a\u2028b\u0007", "a\\u2028b\\u0007")]
    [InlineData("x\U000E0041", "x\\U000e0041")]
    [InlineData("\U0001F469\u200D\U0001F52C élan 猫", "\U0001F469\u200D\U0001F52C élan 猫")]
    public void OneLine_MarksThatHideOrTurnText_AreEscaped(string text, string expected) => Assert.Equal(expected, DisplayText.OneLine(text));

    [Theory]
    [InlineData("--treads", "--threads")]
    [InlineData("--topp", "--top")]
    [InlineData("trian", "train")]
    [InlineData("x", null)]
    [InlineData("-x", null)]
    [InlineData("--offline", null)]
    public void FindNear_Words_AreSuggestedOnlyIfSimilar(string written, string? expected) =>
        Assert.Equal(expected, NearestNames.FindNear(written, ["--threads", "--top", "--max-bad", "-h", "-q", "train"], 1).SingleOrDefault());
}
