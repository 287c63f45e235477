using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class SheetFontTests
{
    [Theory]
    [InlineData("Größe élan Łódź ğ ñ €")]
    [InlineData("Ελληνικά, Кириллица й")]
    [InlineData("“quotes” – dash … × ± ° → ≤")]
    public void Drawable_LettersOfTheFont_StayAsTheyAre(string text) => Assert.Equal(text, SheetFont.Drawable(text));

    [Theory]
    [InlineData("a\u0007b", "a\\u{7}b")]
    [InlineData("line\nbreak", "line\\u{A}break")]
    [InlineData("\u0639", "\\u{639}")]
    [InlineData("\U0001F600.jpg", "\\u{1F600}.jpg")]
    public void Drawable_LettersThatCannotBeDrawnRight_AreEscaped(string text, string expected) => Assert.Equal(expected, SheetFont.Drawable(text));

    [Fact]
    public void Drawable_HangulAndLoneSurrogates_AreDrawnBySomeFontOrEscaped()
    {
        var drawable = SheetFont.Drawable("장미 사진\uD800.jpg");

        Assert.True(drawable.StartsWith("장미", StringComparison.Ordinal) || drawable.StartsWith("\\u{C7A5}\\u{BBF8} ", StringComparison.Ordinal), drawable);
        Assert.EndsWith("\uFFFD.jpg", drawable);
    }

    [Fact]
    public void Draw_TwoLetters_AreNotTheSameBox()
    {
        Assert.NotEqual(Ink("R"), Ink("B"));
        Assert.Contains(Ink("R"), pixel => pixel != SKColors.White);
        Assert.DoesNotContain(Ink(" "), pixel => pixel != SKColors.White);
    }

    [Fact]
    public void Wrap_LongText_FitsAndLosesNothing()
    {
        const string text = "a photo with averylongnamethatholdsnospaceandfitsnowhere.jpg in it";

        var lines = SheetFont.Wrap(text, 12, 100);

        Assert.All(lines, line => Assert.True(SheetFont.Measure(line, 12) <= 100, line));
        Assert.Equal(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
        Assert.Equal("a photo with", lines[0]);
    }

    private static SKColor[] Ink(string text)
    {
        using var bitmap = new SKBitmap(20, 20);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        SheetFont.Draw(canvas, text, 2, 16, 14, SKColors.Black);
        canvas.Flush();
        return bitmap.Pixels;
    }
}
