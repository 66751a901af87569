using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.DockerfileParser.Tests.Checks;

/// <summary>Where our own rules speak and where they keep silent, from Dockerfiles that people wrote.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("COPY site /srv/site\nRUN chown -R www-data:www-data /srv", "RecursiveOwnerChange:3")]
    [InlineData("WORKDIR /app\nCOPY . .\nRUN chmod -R 755 ./bin && echo", "RecursiveOwnerChange:4")]
    [InlineData("RUN make install\nRUN chown -R user /opt/program", "RecursiveOwnerChange:3")]
    [InlineData("COPY --chown=user site /srv/site\nRUN mkdir /data && chown -R user /srv/site /data", "")]
    [InlineData("RUN useradd -m user && mkdir /home/user/x && chown -R user:user /home/user", "")]
    [InlineData("RUN chown -R user:user /var/lib/service", "")]
    [InlineData("COPY site /srv/site\nRUN chown -R user:user /var/log/service", "")]
    public void Owners_are_changed_without_copies(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("RUN apt-get update && apt-get install -y curl", "PackageListsLeft:2")]
    [InlineData("RUN apk add curl", "PackageListsLeft:2")]
    [InlineData("RUN dnf -y install curl", "PackageListsLeft:2")]
    [InlineData("RUN dnf -y install curl && rm -rf /var/cache/dnf", "")]
    [InlineData("RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt", "")]
    [InlineData("RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl", "")]
    [InlineData("RUN apk add curl\nFROM scratch\nCOPY --from=0 /bin/curl /", "")]
    [InlineData("RUN apk add curl\nFROM 0\nCOPY --from=0 /bin/curl /", "")]
    public void Lists_count_where_the_layer_ends_up_in_an_image(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("RUN apt-get update", "UpdateApartFromInstall:2")]
    [InlineData("RUN apt-get -qq update && echo updated\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*", "UpdateApartFromInstall:2")]
    [InlineData("RUN apt-get update && ./install-packages.sh", "")]
    public void Lists_are_updated_where_they_are_used(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("COPY . .\nRUN pip install -r requirements.txt", "SourceBeforeDependencies:2")]
    [InlineData("COPY . .\nRUN pip install .", "")]
    [InlineData("COPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm ci --offline", "")]
    public void Dependencies_are_installed_before_sources(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("ARG BUILD_DATE\nRUN make", "LateChangingArgument:2")]
    [InlineData("ARG GIT_SHA=unknown\nENV VERSION=$GIT_SHA\nRUN make", "LateChangingArgument:2")]
    [InlineData("ARG TIME_ZONE=UTC\nRUN make", "")]
    [InlineData("ARG RUNC_COMMIT=8c5a9b7\nRUN make", "")]
    [InlineData("ARG COMMIT\nRUN make VERSION=$COMMIT", "")]
    public void Arguments_that_are_pinned_do_not_change(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("RUN <<EOF\nmake\nmake install\nEOF", "HeredocWithoutErrorExit:2")]
    [InlineData("RUN <<EOF\nmake && \\\n  make install\nEOF", "")]
    [InlineData("RUN <<EOF\nmake &&\n  make install\nEOF", "")]
    [InlineData("RUN <<EOF\nset -o errexit\nmake\nmake install\nEOF", "")]
    [InlineData("RUN <<EOF\n#!/bin/bash -e\nmake\nmake install\nEOF", "")]
    public void Scripts_of_one_command_need_no_error_exit(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Theory]
    [InlineData("ADD config.json /etc/", "AddInsteadOfCopy:2")]
    [InlineData("ADD https://example.org/file /", "")]
    [InlineData("ARG ROOTFS\nADD $ROOTFS /", "")]
    [InlineData("ADD rootfs.tar.xz /", "")]
    public void ADD_of_something_unknown_may_be_an_archive(string instructions, string expected) => Advice(instructions).Should().Be(expected);

    [Fact]
    public void A_global_default_hides_the_automatic_value_too() =>
        Rules("ARG TARGETARCH=amd64\nFROM image\n").Should().Be("AutomaticArgumentDefault:1");

    private static string Advice(string instructions) => Rules($"FROM image\n{instructions}\n");

    private static string Rules(string text) => string.Join(
        ' ',
        DockerfileChecker.Check(Parsed.File(text).Dockerfile, new CheckOptions { Ignore = IgnorePatterns.Parse([".git"]) }).Advice
            .Select(advice => $"{advice.RuleName}:{advice.Lines.Start}"));
}
