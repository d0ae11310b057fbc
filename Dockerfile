# The server as an ordinary user, models inside: it needs no network once built.
#   docker build -t talkbot .
#   docker run -p 7860:7860 -v talks:/data talkbot
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock .
RUN python -m venv /opt/talkbot \
 && /opt/talkbot/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock
COPY . .
RUN /opt/talkbot/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 talkbot && install -d -o talkbot /data
COPY --from=build /opt/talkbot /opt/talkbot
ENV PATH=/opt/talkbot/bin:$PATH TALKBOT_HOME=/data PYTHONUNBUFFERED=1
USER talkbot
VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=90s --timeout=10s CMD ["python", "-c", \
  "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/readyz', timeout=8)"]
CMD ["talkbot", "serve", "--host", "0.0.0.0", "--port", "7860", "--public", "--sample"]
