namespace Sharpbuild.Insight.Advising;

/// <summary>A command that installs dependencies.</summary>
/// <param name="Command">Its words; options may stand between them.</param>
/// <param name="Manifests">The files that it reads, as patterns of names in one directory.</param>
/// <param name="CacheTargets">Where it keeps downloads, for root; empty where images of it clean up by themselves.</param>
internal sealed record Installer(string Command, string[] Manifests, string[] CacheTargets)
{
    private static readonly string[] Npm = ["package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc"];
    private static readonly string[] Yarn = ["package.json", "yarn.lock", ".yarnrc", ".yarnrc.yml", ".npmrc"];

    /// <summary>Those that are known.</summary>
    public static IReadOnlyList<Installer> Known { get; } =
    [
        new("npm ci", Npm, ["/root/.npm"]),
        new("npm install", Npm, ["/root/.npm"]),
        new("yarn install", Yarn, ["/usr/local/share/.cache/yarn"]),
        new("pnpm install", ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"], ["/root/.local/share/pnpm/store"]),
        new("pip install", ["requirements.txt", "constraints.txt"], ["/root/.cache/pip"]),
        new("pip3 install", ["requirements.txt", "constraints.txt"], ["/root/.cache/pip"]),
        new("poetry install", ["pyproject.toml", "poetry.lock"], ["/root/.cache/pypoetry"]),
        new("uv sync", ["pyproject.toml", "uv.lock"], ["/root/.cache/uv"]),
        new("go mod download", ["go.mod", "go.sum"], ["/go/pkg/mod"]),
        new("bundle install", ["Gemfile", "Gemfile.lock"], ["/usr/local/bundle/cache"]),
        new("composer install", ["composer.json", "composer.lock"], ["/root/.composer/cache"]),
        new("dotnet restore", ["*.csproj", "*.fsproj", "*.sln", "Directory.Build.props", "Directory.Packages.props", "NuGet.config", "nuget.config"], ["/root/.nuget/packages"]),
        new("mvn dependency:go-offline", ["pom.xml"], ["/root/.m2"]),
        new("apt-get install", [], []),
        new("apk add", [], []),
    ];

    /// <summary>The installer that a command line calls, or null.</summary>
    public static Installer? Find(string command)
    {
        string[] words = command.Split([' ', '\t', '\n', ';', '&', '|', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        foreach (Installer installer in Known)
        {
            string[] wanted = installer.Command.Split(' ');
            for (int start = 0; start < words.Length; start++)
            {
                if (words[start] == wanted[0] && Follows(words, start + 1, wanted.AsSpan(1)))
                {
                    return installer;
                }
            }
        }

        return null;
    }

    private static bool Follows(string[] words, int position, ReadOnlySpan<string> wanted)
    {
        foreach (string word in wanted)
        {
            while (position < words.Length && words[position] != word && words[position].StartsWith('-'))
            {
                position++;
            }

            if (position >= words.Length || words[position] != word)
            {
                return false;
            }

            position++;
        }

        return true;
    }
}
